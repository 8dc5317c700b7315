package dev.pawl.checkpoint.operator;

import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.row.KeyLayout;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The content of a state schema file. Versions 1 and 2 (`state/0/0/_metadata/schema`) hold the key and the value schema of one
 * store; version 3 (`state/0/_stateSchema/default/0_…`) those of every column family. A text is a number of chunks, each of at
 * most 65,535 bytes in Java's modified UTF-8.
 */
record StateSchemaFile(int version, List<StoreSchema> schemas) {
    /** What version 3 holds in place of a user key schema when there is none. */
    private static final String NO_USER_KEY = "{    }";

    StateSchemaFile {
        if (version < 1 || version > 3) {
            throw new IllegalArgumentException("state schema files have no version " + version);
        }
        schemas = List.copyOf(schemas);
        if (version < 3 && schemas.size() != 1) {
            throw new IllegalArgumentException("version " + version + " holds one store, not " + schemas.size());
        }
    }

    static StateSchemaFile parse(byte[] bytes) throws JsonProblem {
        try (DataInputStream in = ModifiedUtf.input(bytes)) {
            String header = in.readUTF();
            StateSchemaFile file =
                    switch (header) {
                        case "v1" -> new StateSchemaFile(1, List.of(StoreSchema.single(in.readUTF(), in.readUTF())));
                        case "v2" ->
                            new StateSchemaFile(
                                    2,
                                    List.of(StoreSchema.single(
                                            ModifiedUtf.readChunked(in), ModifiedUtf.readChunked(in))));
                        case "v3" -> new StateSchemaFile(3, parseFamilies(in));
                        default -> throw new JsonProblem("expected v1, v2 or v3 at the start, found another header");
                    };
            if (in.available() > 0) {
                throw new JsonProblem("found " + in.available() + " bytes after the end");
            }
            return file;
        } catch (IOException e) {
            throw new JsonProblem("the file ends early or holds a malformed text: " + e.getMessage());
        }
    }

    private static List<StoreSchema> parseFamilies(DataInputStream in) throws IOException, JsonProblem {
        int families = in.readInt();
        if (families < 0 || families > in.available()) {
            throw new IOException("found a count of " + families + " column families");
        }
        List<StoreSchema> schemas = new ArrayList<>();
        for (int i = 0; i < families; i++) {
            String name = in.readUTF();
            int keySchemaId = in.readShort();
            String key = ModifiedUtf.readChunked(in);
            int valueSchemaId = in.readShort();
            String value = ModifiedUtf.readChunked(in);
            KeyLayout layout = KeyLayoutJson.parse(ModifiedUtf.readChunked(in));
            String userKey = ModifiedUtf.readChunked(in);
            schemas.add(new StoreSchema(
                    name,
                    keySchemaId,
                    key,
                    valueSchemaId,
                    value,
                    Optional.of(layout),
                    userKey.equals(NO_USER_KEY) ? Optional.empty() : Optional.of(userKey)));
        }
        return schemas;
    }

    byte[] format() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF("v" + version);
            StoreSchema first = schemas.isEmpty() ? null : schemas.get(0);
            if (version == 1 && first != null) {
                out.writeUTF(first.key());
                out.writeUTF(first.value());
            } else if (version == 2 && first != null) {
                ModifiedUtf.writeChunked(out, first.key());
                ModifiedUtf.writeChunked(out, first.value());
            } else {
                writeFamilies(out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void writeFamilies(DataOutputStream out) throws IOException {
        out.writeInt(schemas.size());
        List<StoreSchema> sorted = new ArrayList<>(schemas);
        sorted.sort(Comparator.comparing(StoreSchema::columnFamily));
        for (StoreSchema schema : sorted) {
            out.writeUTF(schema.columnFamily());
            out.writeShort(schema.keySchemaId());
            ModifiedUtf.writeChunked(out, schema.key());
            out.writeShort(schema.valueSchemaId());
            ModifiedUtf.writeChunked(out, schema.value());
            ModifiedUtf.writeChunked(out, KeyLayoutJson.format(schema.layout().orElseGet(KeyLayout.NoPrefix::new)));
            ModifiedUtf.writeChunked(out, schema.userKey().orElse(NO_USER_KEY));
        }
    }
}
