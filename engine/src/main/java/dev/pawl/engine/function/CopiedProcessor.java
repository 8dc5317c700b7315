package dev.pawl.engine.function;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import org.apache.spark.sql.streaming.StatefulProcessor;

/**
 * A processor as bytes. As in Spark each task works with a copy of its own, so that what a processor keeps in its fields is never
 * seen by another batch, and a batch that is run again does what it did.
 */
final class CopiedProcessor {
    private final byte[] bytes;
    private final ClassLoader classes;

    CopiedProcessor(StatefulProcessor<Object, Object, Object> processor) {
        this.classes = processor.getClass().getClassLoader();
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
                objects.writeObject(processor);
            }
            this.bytes = out.toByteArray();
        } catch (IOException e) {
            throw new PawlException(
                    ErrorCode.UNSUPPORTED_STREAM,
                    "Processor " + processor.getClass().getName() + " cannot be copied for tasks: "
                            + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + ". What it holds must be Serializable or transient.",
                    e);
        }
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"})
    StatefulProcessor<Object, Object, Object> copy() {
        try (ObjectInputStream objects = new OwnClasses(new ByteArrayInputStream(bytes))) {
            return (StatefulProcessor<Object, Object, Object>) objects.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new IllegalStateException("a processor that was written cannot be read", e);
        }
    }

    private final class OwnClasses extends ObjectInputStream {
        OwnClasses(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(description.getName(), false, classes);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(description);
            }
        }
    }
}
