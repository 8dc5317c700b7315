package dev.pawl.pipeline;

/** One statement of a pipeline file. */
public sealed interface Statement permits SetConf, SourceView, NamedView, StreamingTable, Flow {
    /** Of its first word. */
    Position position();
}
