package io.sigyn.model;

/**
 * The structured metadata of one entry, as it lies in a buffer: {@code size} pairs in the order in which they arrived.
 * A view that its owner moves from row to row; read it before the next row. Names may repeat (the last wins) and need
 * not be identifiers; values are bytes, not always UTF-8.
 */
public interface EntryMetadata {
    /** Of an entry without any. */
    EntryMetadata NONE = new EntryMetadata() {
        @Override
        public int size() {
            return 0;
        }

        @Override
        public String name(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public byte[] valueBuffer(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int valueOffset(int index) {
            throw new IndexOutOfBoundsException(index);
        }

        @Override
        public int valueLength(int index) {
            throw new IndexOutOfBoundsException(index);
        }
    };

    int size();

    /** A number that entries have in common whose metadata is known to be the same, in one process; 0 if that is not known. */
    default long sameness() {
        return 0;
    }

    String name(int index);

    byte[] valueBuffer(int index);

    int valueOffset(int index);

    int valueLength(int index);
}
