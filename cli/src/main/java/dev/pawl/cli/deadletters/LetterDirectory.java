package dev.pawl.cli.deadletters;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import dev.pawl.checkpoint.storage.Storages;
import dev.pawl.cli.command.Parameter;
import dev.pawl.engine.deadletter.DeadLetter;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** A directory of dead letters: a file for each batch that has some. */
final class LetterDirectory implements AutoCloseable {
    static final Parameter<String> PARAMETER = Parameter.required(
            "DIR", "directory that badRecords names: a path, file:, s3a://, abfs://, gs:// or hdfs://");

    private static final Comparator<StorageEntry> OLDEST_FIRST =
            Comparator.comparingLong(StorageEntry::modifiedMillis).thenComparing(StorageEntry::name);

    private final Storage storage;

    private LetterDirectory(Storage storage) {
        this.storage = storage;
    }

    static LetterDirectory open(String location) {
        return new LetterDirectory(Storages.open(location));
    }

    /** The files, oldest first. */
    List<StorageEntry> files() {
        List<StorageEntry> files = new ArrayList<>();
        try {
            for (StorageEntry entry : storage.list("")) {
                if (entry.isFile()
                        && entry.name().endsWith(".json")
                        && !entry.name().startsWith(".")
                        && !entry.name().startsWith("_")) {
                    files.add(entry);
                }
            }
        } catch (IOException e) {
            throw unavailable("", e);
        }
        files.sort(OLDEST_FIRST);
        return files;
    }

    /** @param visitor takes a letter, and tells whether it wants the next */
    void visit(StorageEntry file, Predicate<DeadLetter> visitor) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(storage.read(file.name()), StandardCharsets.UTF_8))) {
            int number = 1;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String where = "Line " + number++ + " of " + storage.root() + "/" + file.name();
                if (!visitor.test(DeadLetter.parse(line, where))) {
                    return;
                }
            }
        } catch (IOException e) {
            throw unavailable("/" + file.name(), e);
        }
    }

    private PawlException unavailable(String path, IOException e) {
        return new PawlException(ErrorCode.STORAGE_UNAVAILABLE, storage.root() + path + " cannot be read.", e);
    }

    @Override
    public void close() {
        try {
            storage.close();
        } catch (IOException e) {
            throw unavailable("", e);
        }
    }
}
