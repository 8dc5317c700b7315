package dev.pawl.engine;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.deadletter.BadRecordLimits;
import dev.pawl.engine.deadletter.BadRecords;
import dev.pawl.engine.option.Options;
import dev.pawl.pipeline.Position;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** What the properties of a streaming table say of records that its query cannot take. */
final class BadRecordProperties {
    private static final String TARGET = "badRecords";
    private static final String OF_TARGET = TARGET + ".";
    private static final String COUNT_MAX = "maxBadRecords";
    private static final String RATIO_MAX = "maxBadRatio";
    private static final String TOPIC = "kafka:";
    private static final String SERVERS = "kafka.bootstrap.servers";

    /** All names but those that begin with {@code badRecords.}. */
    static final List<String> NAMES = List.of(TARGET, COUNT_MAX, RATIO_MAX);

    private final Options options;
    private final Position position;

    private BadRecordProperties(Options options, Position position) {
        this.options = options;
        this.position = position;
    }

    private static boolean isOfTarget(String name) {
        return name.regionMatches(true, 0, OF_TARGET, 0, OF_TARGET.length());
    }

    /** Names without those that belong to the place of dead letters. */
    static List<String> without(Collection<String> names) {
        return names.stream().filter(name -> !isOfTarget(name)).toList();
    }

    /** Takes them out of the properties of a query: what is left is its sink's. */
    static BadRecordProperties take(Map<String, String> properties, String query, Position position) {
        Map<String, String> taken = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        properties.forEach((name, value) -> {
            if (isOfTarget(name) || NAMES.stream().anyMatch(name::equalsIgnoreCase)) {
                taken.put(name, value);
            }
        });
        properties.keySet().removeAll(taken.keySet());
        return new BadRecordProperties(new Options("streaming table " + query, taken), position);
    }

    private Optional<String> topic() {
        return options.find(TARGET)
                .filter(target -> target.startsWith(TOPIC))
                .map(target -> target.substring(TOPIC.length()).strip());
    }

    /** Dead letters among the files of somebody else would be read with them. */
    void requireApartFrom(String place, String whose) {
        Optional<String> target = options.find(TARGET);
        if (target.isPresent() && topic().isEmpty() && Location.isOneInOther(target.get(), place)) {
            throw at(
                    ErrorCode.OPTION_INVALID,
                    "Option " + TARGET + " of " + options.owner() + " must be a place of its own, and " + target.get()
                            + " and " + whose + " " + place + " lie in each other.");
        }
    }

    /** Empty if a bad record fails the query. */
    Optional<BadRecords> badRecords(Formats formats) {
        Optional<BadRecords> found = Placed.at(position, this::parsed);
        found.filter(bad -> bad.topic().isPresent()).ifPresent(bad -> requireKnown(bad.topicOptions(), formats));
        return found;
    }

    private Optional<BadRecords> parsed() {
        Optional<String> target = options.find(TARGET);
        if (target.isEmpty()) {
            options.asMap().keySet().stream().findFirst().ifPresent(name -> {
                throw new PawlException(
                        ErrorCode.OPTION_MISSING,
                        "Option " + TARGET + " is missing: " + options.owner() + " has " + name
                                + ", which says nothing without it.");
            });
            return Optional.empty();
        }
        if (target.get().isBlank() || topic().filter(String::isEmpty).isPresent()) {
            throw options.invalid(TARGET, "a path, or kafka: and a topic");
        }
        Map<String, String> ofTarget = options.below(OF_TARGET);
        boolean hasServers = ofTarget.keySet().stream().anyMatch(SERVERS::equalsIgnoreCase);
        if (topic().isPresent() && !hasServers) {
            throw new PawlException(
                    ErrorCode.OPTION_MISSING,
                    "Option " + OF_TARGET + SERVERS + " is missing: " + options.owner()
                            + " needs it for the topic of its dead letters.");
        }
        if (topic().isEmpty() && !ofTarget.isEmpty()) {
            throw new PawlException(
                    ErrorCode.OPTION_NAME_UNKNOWN,
                    options.owner() + " has no option " + OF_TARGET
                            + ofTarget.keySet().iterator().next() + ": its dead letters go to files.");
        }
        return Optional.of(new BadRecords(target.get(), topic(), ofTarget, limits()));
    }

    private void requireKnown(Map<String, String> given, Formats formats) {
        formats.sink(LetterPlaces.KAFKA, position)
                .optionNames()
                .ifPresent(names -> names.requireKnown(
                        given.keySet(), position.toString(), "the topic of dead letters of " + options.owner()));
    }

    private BadRecordLimits limits() {
        return new BadRecordLimits(options.number(COUNT_MAX, 0), ratio());
    }

    private OptionalDouble ratio() {
        Optional<String> text = options.find(RATIO_MAX);
        if (text.isEmpty()) {
            return OptionalDouble.empty();
        }
        try {
            double ratio = Double.parseDouble(text.get().strip());
            if (ratio >= 0 && ratio <= 1) {
                return OptionalDouble.of(ratio);
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw options.invalid(RATIO_MAX, "a number from 0 to 1, such as 0.01");
    }

    private PawlException at(ErrorCode code, String what) {
        return new PawlException(code, position + ": " + what);
    }
}
