package dev.pawl.checkpoint.gap;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.OutcomeUnknownException;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Everything a query declared lost, in the order it noticed: the file {@code pawl/gaps.jsonl} of its checkpoint, a
 * {@link Gap} a line, each line ended. It is rewritten as a whole, so what is in it is whole.
 *
 * <p>Logs on one storage may be used side by side: they take turns.
 */
public final class GapLog {
    public static final String PATH = "pawl/gaps.jsonl";

    /** With more than this the older half is told in fewer lines: the file is rewritten for each gap, and must stay small. */
    static final int GAPS_MAX = 2_000;

    private final Storage storage;

    public GapLog(Storage storage) {
        this.storage = storage;
    }

    /** Oldest first; none if nothing was ever lost. */
    public List<Gap> gaps() {
        byte[] bytes;
        try {
            bytes = SmallFile.read(storage, PATH);
        } catch (NoSuchFileException e) {
            return new ArrayList<>();
        } catch (IOException e) {
            throw unavailable("read", e);
        }
        List<Gap> gaps = new ArrayList<>();
        int line = 0;
        for (int start = 0; start < bytes.length; ) {
            line++;
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            try {
                if (end == bytes.length) {
                    throw new JsonProblem("the line is cut off");
                }
                gaps.add(Gap.parse(text(ByteBuffer.wrap(bytes, start, end - start))));
            } catch (JsonProblem e) {
                throw new PawlException(
                        ErrorCode.GAP_LOG_CORRUPT,
                        "File " + name() + " is damaged in line " + line + ": " + e.reason() + ".");
            }
            start = end + 1;
        }
        return gaps;
    }

    private static String text(ByteBuffer bytes) throws JsonProblem {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            throw new JsonProblem("expected UTF-8 text, found other bytes");
        }
    }

    /** Adds what was found at once, before anything goes on without it. What the log tells already stays as it is. */
    public void append(List<Gap> found) {
        synchronized (storage) {
            List<Gap> all = gaps();
            for (Gap gap : found) {
                if (all.stream()
                        .noneMatch(old -> old.isAgain(gap) && old.range().equals(gap.range()))) {
                    all.removeIf(gap::isAgain);
                    all.add(gap);
                }
            }
            // Also if nothing is new: what a process that died left here may not be durable yet.
            replace(all.size() > GAPS_MAX ? withOlderOnesFolded(all) : all);
        }
    }

    /** Of each part of a source the older gaps become one, from the first to the last; those of the newest batch stay. */
    private static List<Gap> withOlderOnesFolded(List<Gap> gaps) {
        Gap newest = gaps.get(gaps.size() - 1);
        Map<List<String>, List<Gap>> older = new LinkedHashMap<>();
        List<Gap> kept = new ArrayList<>();
        for (int i = 0; i < gaps.size(); i++) {
            Gap gap = gaps.get(i);
            boolean isOfNewestBatch = gap.batchId().isPresent() && gap.batchId().equals(newest.batchId());
            if (i < GAPS_MAX / 2 && !isOfNewestBatch) {
                older.computeIfAbsent(List.of(gap.source(), gap.part()), any -> new ArrayList<>())
                        .add(gap);
            } else {
                kept.add(gap);
            }
        }
        List<Gap> all = new ArrayList<>();
        older.values().forEach(part -> all.add(part.size() == 1 ? part.get(0) : folded(part)));
        all.addAll(kept);
        return all;
    }

    private static Gap folded(List<Gap> part) {
        Gap first = part.get(0);
        Gap last = part.get(part.size() - 1);
        return new Gap(
                first.source(),
                first.part(),
                new GapRange(first.range().from(), last.range().to()),
                last.when(),
                "Several gaps, told in one line because there were so many; rows between them were read. The last: "
                        + lastReason(last.why()),
                last.batchId());
    }

    /** A line that was folded before quotes its own last reason. */
    private static String lastReason(String why) {
        int quoted = why.lastIndexOf(" The last: ");
        return quoted < 0 ? why : why.substring(quoted + " The last: ".length());
    }

    private void replace(List<Gap> gaps) {
        StringBuilder text = new StringBuilder();
        gaps.forEach(gap -> text.append(gap.format()).append('\n'));
        try {
            storage.replace(PATH, Content.of(text.toString()));
        } catch (OutcomeUnknownException e) {
            throw new PawlException(
                    ErrorCode.LOG_WRITE_UNKNOWN, "File " + name() + " may or may not last: " + e.getMessage() + ".", e);
        } catch (IOException e) {
            throw unavailable("write", e);
        }
    }

    private PawlException unavailable(String action, IOException cause) {
        return new PawlException(
                ErrorCode.STORAGE_UNAVAILABLE,
                "Cannot " + action + " file " + name() + ": " + cause.getMessage() + ".",
                cause);
    }

    private String name() {
        return PATH + " below " + storage.root();
    }
}
