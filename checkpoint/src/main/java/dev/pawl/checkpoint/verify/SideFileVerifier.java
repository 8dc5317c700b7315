package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Walks over all files: counts them, compares those that have one with Hadoop's side file, finds what writers left behind. */
final class SideFileVerifier {
    /** Deeper directories than any checkpoint has: links that lead in circles end here. */
    private static final int DEPTH_MAX = 12;

    private static final Pattern SIDE_FILE = Pattern.compile("\\.(.+)\\.crc");
    private static final String TEMPORARY_SUFFIX = ".tmp";

    private final Storage storage;
    private final Findings findings;
    private long files;
    private long bytes;

    SideFileVerifier(Storage storage, Findings findings) {
        this.storage = storage;
        this.findings = findings;
    }

    void verify() {
        verify("", 0);
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    private void verify(String directory, int depth) {
        List<StorageEntry> entries = Listings.list(storage, directory);
        Set<String> names = new HashSet<>();
        entries.stream().filter(StorageEntry::isFile).forEach(entry -> names.add(entry.name()));
        for (StorageEntry entry : entries) {
            String path = directory.isEmpty() ? entry.name() : directory + "/" + entry.name();
            if (entry.isFile()) {
                files++;
                bytes += entry.size();
                verifyFile(directory, entry.name(), path, names);
            } else if (depth < DEPTH_MAX) {
                verify(path, depth + 1);
            }
        }
    }

    private void verifyFile(String directory, String name, String path, Set<String> names) {
        Matcher sideFile = SIDE_FILE.matcher(name);
        if (name.endsWith(TEMPORARY_SUFFIX)) {
            findings.add(FindingCode.TEMPORARY_FILE_LEFT, Place.of(path), "A writer did not finish this file.");
        } else if (sideFile.matches()
                && names.contains(sideFile.group(1))
                && !sideFile.group(1).endsWith(TEMPORARY_SUFFIX)) {
            verifySideFile(directory.isEmpty() ? sideFile.group(1) : directory + "/" + sideFile.group(1), path);
        }
    }

    private void verifySideFile(String file, String path) {
        if (findings.isDamaged(file)) {
            return;
        }
        try {
            if (!HadoopChecksum.fits(storage, file, path)) {
                // For these Spark verifies the side file; for all others it never notices.
                boolean isRefused = file.endsWith(".zip") || file.endsWith(".sst");
                findings.add(
                        FindingCode.HADOOP_CHECKSUM_MISMATCH,
                        isRefused ? Severity.ERROR : Severity.WARNING,
                        Place.of(path),
                        "The side file " + path + " does not fit the file " + file + " beside it"
                                + (isRefused ? ": Spark refuses to load it." : "; Spark does not notice."));
            }
        } catch (PawlException e) {
            findings.damage(Place.of(file), e);
        } catch (IOException e) {
            findings.damage(Place.of(file), Listings.unreadable(storage, file, e));
        }
    }
}
