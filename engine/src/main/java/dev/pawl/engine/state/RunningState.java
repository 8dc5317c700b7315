package dev.pawl.engine.state;
public interface RunningState extends AutoCloseable {
    int partitions(int operator);
    void load(long version);
    void committed(long batchId);
    PartitionState partition(int operator, int partition);
    @Override void close();
}
