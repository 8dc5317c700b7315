package dev.pawl.engine.state;
import java.util.List;
public record OperatorSpec(int id, String name, int partitions, List<StoreSpec> stores) {}
