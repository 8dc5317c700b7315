package dev.pawl.checkpoint.operator;

import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.storage.Content;
import dev.pawl.checkpoint.storage.SmallFile;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.storage.StorageEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The files of {@code state/<operator>} that describe the operator, not its state. */
public final class OperatorDirectory {
    private static final String STATE = "state";
    private static final String METADATA_V1 = "_metadata/metadata";
    private static final String METADATA_V2 = "_metadata/v2";
    private static final String SCHEMA_V3 = "_stateSchema";
    private static final String SCHEMA = "_metadata/schema";
    private static final String DEFAULT_STORE = "default";

    private final Storage storage;
    private final long operatorId;

    public OperatorDirectory(Storage storage, long operatorId) {
        this.storage = storage;
        this.operatorId = operatorId;
    }

    /** The operators that have a directory, in ascending order. */
    public static List<Long> operatorIds(Storage storage) throws IOException {
        List<Long> ids = numbers(storage.list(STATE), StorageEntry.Kind.DIRECTORY);
        List<Long> operators = new ArrayList<>();
        for (long id : ids) {
            if (!new OperatorDirectory(storage, id).isLeftByReader()) {
                operators.add(id);
            }
        }
        return operators;
    }

    /**
     * Whether nothing is here but the empty directory {@code 0/_metadata}: Spark's own reader of state makes it when it is asked
     * for an operator that does not exist.
     */
    private boolean isLeftByReader() throws IOException {
        return isAlone(path(), "0")
                && isAlone(path() + "/0", "_metadata")
                && storage.list(path() + "/0/_metadata").isEmpty();
    }

    private boolean isAlone(String directory, String name) throws IOException {
        List<StorageEntry> entries = storage.list(directory);
        return entries.size() == 1
                && entries.get(0).isDirectory()
                && entries.get(0).name().equals(name);
    }

    public long operatorId() {
        return operatorId;
    }

    public String path() {
        return STATE + "/" + operatorId;
    }

    /** The partitions that have a directory, in ascending order. */
    public List<Long> partitions() throws IOException {
        return numbers(storage.list(path()), StorageEntry.Kind.DIRECTORY);
    }

    /** The directory of one store of one partition. */
    public String storePath(long partition, String store) {
        String partitionPath = path() + "/" + partition;
        return store.equals(DEFAULT_STORE) ? partitionPath : partitionPath + "/" + store;
    }

    /** The metadata in force at a batch: the newest version 2 file not after it, or else version 1; checkpoints of 3.5 have none. */
    public Optional<OperatorMetadata> metadata(long batchId) throws IOException {
        OptionalLong run = metadataBatches().stream()
                .mapToLong(Long::longValue)
                .filter(batch -> batch <= batchId)
                .max();
        String file = run.isPresent() ? metadataPath(run.getAsLong()) : metadataPath();
        try {
            byte[] bytes = SmallFile.read(storage, file);
            OperatorMetadata metadata = OperatorMetadata.parse(new String(bytes, StandardCharsets.UTF_8));
            if (metadata.operatorId() != operatorId) {
                throw new JsonProblem("expected operator " + operatorId + ", found " + metadata.operatorId());
            }
            return Optional.of(metadata);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (JsonProblem e) {
            throw new PawlException(ErrorCode.OPERATOR_METADATA_CORRUPT, describe(file, e), e);
        }
    }

    /** The first batches of the runs that wrote version 2 metadata. */
    public List<Long> metadataBatches() throws IOException {
        return numbers(storage.list(path() + "/" + METADATA_V2), StorageEntry.Kind.FILE);
    }

    /**
     * The schemas of a store: one of a store without column families, else one a family. Empty where no schema file was ever
     * written.
     */
    public List<StoreSchema> schemas(String store, Optional<OperatorMetadata> metadata) throws IOException {
        String file = schemaFile(store, metadata);
        List<StoreSchema> schemas = readSchemas(file);
        if (schemas.isEmpty() && !file.equals(schemaPath(store))) {
            throw new PawlException(
                    ErrorCode.STATE_SCHEMA_MISSING,
                    "State schema file " + file + " of operator " + operatorId + " below " + storage.root()
                            + " is named by the operator metadata but does not exist.");
        }
        return schemas;
    }

    /** The path of the schema file of a store, be there one or not. */
    public String schemaFile(String store, Optional<OperatorMetadata> metadata) throws IOException {
        return newestSchemaFile(store, metadata).orElse(schemaPath(store));
    }

    /** The paths of all version 3 schema files, of every store and generation. */
    public List<String> schemaFiles() throws IOException {
        String directory = path() + "/" + SCHEMA_V3;
        List<String> files = new ArrayList<>();
        for (StorageEntry store : storage.list(directory)) {
            if (store.isDirectory()) {
                for (StorageEntry entry : storage.list(directory + "/" + store.name())) {
                    if (entry.isFile() && !entry.name().startsWith(".")) {
                        files.add(directory + "/" + store.name() + "/" + entry.name());
                    }
                }
            }
        }
        return files;
    }

    /** Where the version 1 or 2 schema file of a store is, if it has one. */
    public String schemaPath(String store) {
        return storePath(0, store) + "/" + SCHEMA;
    }

    /** Where the metadata of a run is, if it wrote version 2. */
    public String metadataPath(long batchId) {
        return path() + "/" + METADATA_V2 + "/" + batchId;
    }

    /** Where version 1 metadata is, if there is any. */
    public String metadataPath() {
        return path() + "/" + METADATA_V1;
    }

    /** What one schema file holds; empty if it does not exist. */
    public List<StoreSchema> readSchemas(String file) throws IOException {
        try {
            return StateSchemaFile.parse(SmallFile.read(storage, file)).schemas();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (JsonProblem e) {
            throw new PawlException(ErrorCode.STATE_SCHEMA_CORRUPT, describe(file, e), e);
        }
    }

    /** Metadata holds absolute URIs, which are wrong once a checkpoint has moved: only the last part counts. */
    private Optional<String> newestSchemaFile(String store, Optional<OperatorMetadata> metadata) throws IOException {
        String directory = path() + "/" + SCHEMA_V3 + "/" + store;
        Optional<String> named = metadata.stream()
                .flatMap(known -> known.stores().stream())
                .filter(info -> info.storeName().equals(store))
                .flatMap(info -> info.schemaFilePaths().stream())
                .reduce((older, newer) -> newer)
                .map(uri -> uri.substring(uri.lastIndexOf('/') + 1))
                .filter(name -> !name.isEmpty() && !name.startsWith("."));
        if (named.isPresent()) {
            return named.map(name -> directory + "/" + name);
        }
        long newestBatch = -1;
        String newestName = "";
        for (StorageEntry entry : storage.list(directory)) {
            int end = entry.name().indexOf('_');
            OptionalLong batch =
                    end < 0 ? OptionalLong.empty() : number(entry.name().substring(0, end));
            if (entry.isFile() && batch.isPresent() && batch.getAsLong() > newestBatch) {
                newestBatch = batch.getAsLong();
                newestName = entry.name();
            }
        }
        return newestBatch < 0 ? Optional.empty() : Optional.of(directory + "/" + newestName);
    }

    /** Writes version 1 metadata; metadata that is already there stays as it is. */
    public void createMetadata(OperatorMetadata metadata) throws IOException {
        if (metadata.version() != 1) {
            throw new IllegalArgumentException("version " + metadata.version() + " belongs to a batch");
        }
        createIfAbsent(metadataPath(), Content.of(metadata.format()));
    }

    /** Writes version 2 metadata of the run that starts with a batch. */
    public void createMetadata(long batchId, OperatorMetadata metadata) throws IOException {
        if (metadata.version() != 2) {
            throw new IllegalArgumentException("version " + metadata.version() + " belongs to no batch");
        }
        createIfAbsent(metadataPath(batchId), Content.of(metadata.format()));
    }

    /** Writes the version 2 schema file of a store without column families; one that is already there stays as it is. */
    public void createSchema(String store, StoreSchema schema) throws IOException {
        byte[] bytes = new StateSchemaFile(2, List.of(schema)).format();
        createIfAbsent(schemaPath(store), Content.of(bytes));
    }

    /**
     * Writes a version 3 schema file.
     *
     * @param uniqueId makes the name unique among attempts
     * @return the path below the checkpoint, to be named (as an absolute URI) by version 2 metadata
     */
    public String createSchema(String store, long batchId, String uniqueId, List<StoreSchema> families)
            throws IOException {
        String file = path() + "/" + SCHEMA_V3 + "/" + store + "/" + batchId + "_" + uniqueId;
        storage.createNew(file, Content.of(new StateSchemaFile(3, families).format()));
        return file;
    }

    private void createIfAbsent(String file, Content content) throws IOException {
        try {
            storage.createNew(file, content);
        } catch (FileAlreadyExistsException e) {
            // An earlier attempt of the same run got this far; what it wrote stays, as with Spark.
            return;
        }
    }

    private String describe(String file, JsonProblem problem) {
        return "File " + file + " of operator " + operatorId + " below " + storage.root() + " cannot be read: "
                + problem.reason() + ".";
    }

    private static List<Long> numbers(List<StorageEntry> entries, StorageEntry.Kind kind) {
        List<Long> numbers = new ArrayList<>();
        for (StorageEntry entry : entries) {
            if (entry.kind() == kind) {
                number(entry.name()).ifPresent(numbers::add);
            }
        }
        numbers.sort(null);
        return numbers;
    }

    private static OptionalLong number(String name) {
        boolean digits = !name.isEmpty() && name.length() <= 18 && name.chars().allMatch(c -> c >= '0' && c <= '9');
        return digits ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
    }
}
