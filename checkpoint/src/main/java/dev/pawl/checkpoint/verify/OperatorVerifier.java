package dev.pawl.checkpoint.verify;

import dev.pawl.checkpoint.Checkpoint;
import dev.pawl.checkpoint.StoreId;
import dev.pawl.checkpoint.error.ErrorCode;
import dev.pawl.checkpoint.error.PawlException;
import dev.pawl.checkpoint.json.JsonProblem;
import dev.pawl.checkpoint.operator.OperatorDirectory;
import dev.pawl.checkpoint.operator.OperatorMetadata;
import dev.pawl.checkpoint.operator.StoreInfo;
import dev.pawl.checkpoint.operator.StoreSchema;
import dev.pawl.checkpoint.storage.Storage;
import dev.pawl.checkpoint.type.SchemaJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads what describes the operators: their metadata of every run, and the schemas of their state. */
final class OperatorVerifier {
    private final Storage storage;
    private final Findings findings;

    OperatorVerifier(Checkpoint checkpoint, Findings findings) {
        this.storage = checkpoint.storage();
        this.findings = findings;
    }

    void verify() {
        try {
            List<OperatorDirectory> withoutMetadata = new ArrayList<>();
            List<Long> ids = OperatorDirectory.operatorIds(storage);
            for (long id : ids) {
                OperatorDirectory directory = new OperatorDirectory(storage, id);
                if (!verify(directory)) {
                    withoutMetadata.add(directory);
                }
            }
            // Spark 3.5 writes none for any operator.
            boolean isNormal = withoutMetadata.size() == ids.size();
            for (OperatorDirectory directory : withoutMetadata) {
                boolean needsIt = !directory.schemaFiles().isEmpty();
                if (needsIt || !isNormal) {
                    findings.add(
                            FindingCode.OPERATOR_METADATA_MISSING,
                            needsIt ? Severity.ERROR : Severity.WARNING,
                            Place.ofOperator(directory.metadataPath(), directory.operatorId()),
                            "Operator " + directory.operatorId() + " has no metadata"
                                    + (needsIt ? ", which is the only way to its state schema." : "; others have."));
                }
            }
        } catch (IOException e) {
            throw Listings.unreadable(storage, "state", e);
        }
    }

    /** False if the operator has no metadata at all. */
    private boolean verify(OperatorDirectory directory) throws IOException {
        Set<String> checked = new HashSet<>();
        for (String file : directory.schemaFiles()) {
            checked.add(file);
            verifySchema(directory, file);
        }
        List<Long> runs = directory.metadataBatches();
        boolean isFound = false;
        if (runs.isEmpty()) {
            isFound = verifyRun(directory, Long.MAX_VALUE, directory.metadataPath(), checked);
        }
        for (long run : runs) {
            isFound |= verifyRun(directory, run, directory.metadataPath(run), checked);
        }
        if (!isFound) {
            verifySchema(directory, directory.schemaPath(StoreId.DEFAULT));
        }
        return isFound;
    }

    private boolean verifyRun(OperatorDirectory directory, long batchId, String file, Set<String> checked) {
        Place place = Place.ofOperator(file, directory.operatorId());
        try {
            Optional<OperatorMetadata> metadata = directory.metadata(batchId);
            for (StoreInfo store : metadata.map(OperatorMetadata::stores).orElse(List.of())) {
                if (store.schemaFilePaths().isEmpty()) {
                    String schema = directory.schemaPath(store.storeName());
                    if (checked.add(schema) && !verifySchema(directory, schema)) {
                        findings.add(
                                FindingCode.STATE_SCHEMA_NOT_FOUND,
                                Place.ofOperator(schema, directory.operatorId()),
                                "There is no schema of operator " + directory.operatorId() + ", store "
                                        + store.storeName() + ".");
                    }
                }
                for (String uri : store.schemaFilePaths()) {
                    verifyUri(directory, store, uri, place, checked);
                }
            }
            if (metadata.isEmpty() && isDirectory(file)) {
                findings.damage(
                        Severity.ERROR,
                        place,
                        ErrorCode.OPERATOR_METADATA_CORRUPT,
                        "There is a directory in place of file " + file + ".");
                return true;
            }
            return metadata.isPresent();
        } catch (PawlException e) {
            findings.damage(place, e);
            return true;
        } catch (IOException e) {
            findings.damage(place, Listings.unreadable(storage, file, e));
            return true;
        }
    }

    private boolean isDirectory(String file) {
        int end = file.lastIndexOf('/');
        return Listings.list(storage, file.substring(0, end)).stream()
                .anyMatch(entry -> entry.isDirectory() && entry.name().equals(file.substring(end + 1)));
    }

    /** Metadata holds absolute URIs; what is read here is the file of the same name in this checkpoint. */
    private void verifyUri(OperatorDirectory directory, StoreInfo store, String uri, Place place, Set<String> checked)
            throws IOException {
        String name = uri.substring(uri.lastIndexOf('/') + 1);
        String file = directory.schemaFiles().stream()
                .filter(path -> path.endsWith("/" + store.storeName() + "/" + name))
                .findFirst()
                .orElse("");
        if (file.isEmpty()) {
            findings.damage(
                    Severity.ERROR,
                    place,
                    ErrorCode.STATE_SCHEMA_MISSING,
                    "The metadata names the state schema file " + uri
                            + ", and there is no such file in the checkpoint.");
        } else if (!SchemaLocation.isAt(uri, storage.root(), file)) {
            findings.add(
                    FindingCode.STATE_SCHEMA_MOVED,
                    place,
                    "The metadata names the state schema file " + uri + ", but the checkpoint is at " + storage.root()
                            + ".");
        }
        checked.add(file);
    }

    /** False if the file does not exist. */
    private boolean verifySchema(OperatorDirectory directory, String file) {
        Place place = Place.ofOperator(file, directory.operatorId());
        try {
            List<StoreSchema> schemas = directory.readSchemas(file);
            for (StoreSchema schema : schemas) {
                SchemaJson.parse(schema.key());
                SchemaJson.parse(schema.value());
            }
            return !schemas.isEmpty();
        } catch (JsonProblem e) {
            findings.damage(
                    Severity.ERROR,
                    place,
                    ErrorCode.STATE_SCHEMA_CORRUPT,
                    "File " + file + " of operator " + directory.operatorId() + " holds a schema that cannot be read: "
                            + e.reason() + ".");
        } catch (PawlException e) {
            findings.damage(place, e);
        } catch (IOException e) {
            findings.damage(place, Listings.unreadable(storage, file, e));
        }
        return true;
    }
}
