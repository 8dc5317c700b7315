package dev.pawl.engine.state;
public interface PartitionState {
    StateStore store(String name);
    void commit();
    void rollback();
    long bytes();
}
