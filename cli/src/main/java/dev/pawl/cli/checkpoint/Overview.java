package dev.pawl.cli.checkpoint;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.Diagnosis;
import dev.pawl.checkpoint.Health;
import dev.pawl.checkpoint.PartSize;
import dev.pawl.checkpoint.error.ErrorKind;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.log.QueryMetadata;
import dev.pawl.cli.output.Tone;
import dev.pawl.cli.output.Toned;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** What every look at a checkpoint begins with; a part that is damaged does not hide the others. */
record Overview(
        Optional<String> queryId,
        Diagnosis diagnosis,
        OptionalLong lastPlanned,
        OptionalLong lastCommitted,
        List<PartSize> sizes,
        boolean isLeased) {
    static Overview of(Checkpoint checkpoint) {
        return new Overview(
                ifReadable(checkpoint::metadata).flatMap(known -> known).map(QueryMetadata::id),
                diagnose(checkpoint),
                ifReadable(() -> checkpoint.offsets().latest()).orElse(OptionalLong.empty()),
                ifReadable(() -> checkpoint.commits().latest()).orElse(OptionalLong.empty()),
                checkpoint.sizes(),
                ifReadable(checkpoint::isLeased).orElse(false));
    }

    private static Diagnosis diagnose(Checkpoint checkpoint) {
        try {
            return checkpoint.diagnosis();
        } catch (PawlException e) {
            return unreadable(e).diagnosis();
        }
    }

    /** A checkpoint that cannot be looked at. */
    static Overview unreadable(PawlException problem) {
        return new Overview(
                Optional.empty(),
                new Diagnosis(
                        problem.code().kind() == ErrorKind.UNAVAILABLE ? Health.UNREACHABLE : Health.DAMAGED,
                        problem.what()),
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(),
                false);
    }

    static <T> Optional<T> ifReadable(Supplier<T> reader) {
        try {
            return Optional.of(reader.get());
        } catch (PawlException e) {
            return Optional.empty();
        }
    }

    long files() {
        return sizes.stream().mapToLong(PartSize::files).sum();
    }

    long bytes() {
        return sizes.stream().mapToLong(PartSize::bytes).sum();
    }

    /** The health as a word. */
    Toned health() {
        Tone tone =
                switch (diagnosis.health()) {
                    case OK -> Tone.GOOD;
                    case UNCOMMITTED, EMPTY -> Tone.WARNING;
                    case DAMAGED, UNREACHABLE -> Tone.BAD;
                };
        return tone.of(diagnosis.health().name().toLowerCase(Locale.ROOT));
    }

    String lease() {
        return isLeased ? "held" : "none";
    }
}
