package dev.pawl.connectors.files;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.engine.option.Options;
import java.util.function.Supplier;
import org.apache.spark.SparkThrowable;
import org.apache.spark.sql.catalyst.csv.CSVOptions;
import org.apache.spark.sql.catalyst.json.JSONOptions;
import org.apache.spark.sql.catalyst.json.JSONOptionsInRead;
import org.apache.spark.sql.internal.SQLConf;
import scala.Option;
import scala.collection.immutable.Map;
import scala.jdk.javaapi.CollectionConverters;

/** Options as Catalyst's parsers and generators take them. */
final class SparkOptions {
    private SparkOptions() {}

    static JSONOptions jsonRead(Options options) {
        SQLConf conf = SQLConf.get();
        return checked(
                options,
                () -> new JSONOptionsInRead(
                        map(options), conf.sessionLocalTimeZone(), conf.columnNameOfCorruptRecord()));
    }

    static JSONOptions jsonWrite(Options options) {
        SQLConf conf = SQLConf.get();
        return checked(
                options,
                () -> new JSONOptions(map(options), conf.sessionLocalTimeZone(), conf.columnNameOfCorruptRecord()));
    }

    static CSVOptions csv(Options options, boolean prunesColumns) {
        SQLConf conf = SQLConf.get();
        return checked(
                options,
                () -> new CSVOptions(
                        map(options), prunesColumns, conf.sessionLocalTimeZone(), conf.columnNameOfCorruptRecord()));
    }

    private static Map<String, String> map(Options options) {
        return scala.collection.immutable.Map$.MODULE$.from(CollectionConverters.asScala(options.asMap()));
    }

    /** Catalyst's own words for options that are wrong. */
    private static <T> T checked(Options options, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (IllegalArgumentException e) {
            throw invalid(options, e);
        } catch (RuntimeException e) {
            throw e instanceof SparkThrowable ? invalid(options, e) : e;
        }
    }

    private static PawlException invalid(Options options, RuntimeException e) {
        return new PawlException(
                ErrorCode.OPTION_INVALID, "An option of " + options.owner() + " is not valid: " + e.getMessage(), e);
    }

    static <T> T orElse(Option<T> option, T byDefault) {
        return option.isDefined() ? option.get() : byDefault;
    }
}
