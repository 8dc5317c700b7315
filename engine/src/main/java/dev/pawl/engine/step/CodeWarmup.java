package dev.pawl.engine.step;

import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.types.StructType;

/** Compiles something nobody needs: loading the compiler of expressions takes long, and can be done while SQL is still parsed. */
public final class CodeWarmup {
    private CodeWarmup() {}

    /** Returns at once; the work goes on in the background, and its failure is found by whoever compiles next. */
    public static void begin() {
        Thread thread = new Thread(() -> UnsafeProjection.create(StructType.fromDDL("a INT, b STRING")), "warm-up");
        thread.setDaemon(true);
        thread.start();
    }
}
