package io.sigyn.logql.pipeline;

/**
 * A label name as one pipeline knows it: one object for each name, so that names are compared by identity and a label is
 * found without searching. What it says of the current line counts only while its epoch is that of the line. For the
 * pipeline's thread alone.
 */
final class NameRef {
    final String name;
    final int id;
    /** The place among the labels of the stream, or -1. */
    final int streamIndex;
    /** Whether it is the name of an error or its details. */
    final boolean namesError;
    /** Whether the query asks for this name, and for few enough that the parsers count them. */
    final boolean required;

    /** The line for which {@link #slot} holds. */
    int slotEpoch;
    /** The place among the labels of the line, or -1 for none. */
    int slot = -1;
    /** The line on which the stream's label of this name was removed. */
    int hiddenEpoch;
    /** The line on which the name was found in structured metadata or by a parser. */
    int extractedEpoch;

    NameRef(String name, int id, int streamIndex, boolean required) {
        this.name = name;
        this.namesError = name.equals(LabelNames.ERROR) || name.equals(LabelNames.ERROR_DETAILS);
        this.id = id;
        this.streamIndex = streamIndex;
        this.required = required;
    }

    @Override
    public String toString() {
        return name;
    }
}
