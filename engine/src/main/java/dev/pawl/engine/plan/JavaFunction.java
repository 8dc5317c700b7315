package dev.pawl.engine.plan;

import org.apache.spark.sql.api.java.UDF0;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.api.java.UDF3;
import org.apache.spark.sql.api.java.UDF4;
import org.apache.spark.sql.types.DataType;
import scala.Function0;
import scala.Function1;
import scala.Function2;
import scala.Function3;
import scala.Function4;

/**
 * A function of Java that SQL can call. Arguments and results are what Spark gives to and takes from its Java functions.
 *
 * @param arity how many arguments it takes
 * @param scala the function as Catalyst calls it
 * @param type of its results
 */
public record JavaFunction(int arity, Object scala, DataType type) {
    /** What a function of Java may throw, Scala's may as well. */
    private interface Call {
        Object call() throws Exception;
    }

    public static JavaFunction of(UDF0<?> function, DataType type) {
        Function0<Object> scala = () -> called(function::call);
        return new JavaFunction(0, scala, type);
    }

    public static <A> JavaFunction of(UDF1<A, ?> function, DataType type) {
        Function1<A, Object> scala = a -> called(() -> function.call(a));
        return new JavaFunction(1, scala, type);
    }

    public static <A, B> JavaFunction of(UDF2<A, B, ?> function, DataType type) {
        Function2<A, B, Object> scala = (a, b) -> called(() -> function.call(a, b));
        return new JavaFunction(2, scala, type);
    }

    public static <A, B, C> JavaFunction of(UDF3<A, B, C, ?> function, DataType type) {
        Function3<A, B, C, Object> scala = (a, b, c) -> called(() -> function.call(a, b, c));
        return new JavaFunction(3, scala, type);
    }

    public static <A, B, C, D> JavaFunction of(UDF4<A, B, C, D, ?> function, DataType type) {
        Function4<A, B, C, D, Object> scala = (a, b, c, d) -> called(() -> function.call(a, b, c, d));
        return new JavaFunction(4, scala, type);
    }

    private static Object called(Call call) {
        try {
            return call.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
