package io.sigyn.logql.pipeline;

import io.sigyn.model.EntryMetadata;
import io.sigyn.model.Labels;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * One line on its way through a pipeline: its bytes, its labels and its error. Labels are slices of the buffers that they
 * were found in, so that a line that is dropped costs no object. Belongs to one pipeline and its thread; begun anew for
 * each line.
 */
final class LineState {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    static final byte METADATA = 1;
    static final byte PARSED = 2;

    private static final int MAX_PASSING_NAMES = 1024;
    private static final int MAX_LAST_NAMES = 16;
    private static final byte[] NO_BYTES = {};

    final Labels stream;
    final ParserNeeds needs;
    private final boolean normalizesMetadata;
    private final NameRef[] streamRefs;
    private final byte[][] streamValues;
    private final Map<String, NameRef> refs = new HashMap<>();
    private final Map<String, NameRef> passingRefs = new HashMap<>();
    private final Map<String, NameRef> metadataRefs = new HashMap<>();
    /** Rows of a block share their names: those of the row before, by place, told apart by identity. */
    private final @org.jspecify.annotations.Nullable String[] lastMetadataNames = new String[MAX_LAST_NAMES];

    private final NameRef[] lastMetadataRefs = new NameRef[MAX_LAST_NAMES];
    private int nextId;

    private int epoch;
    private int wantedSeen;
    private int removedEpoch;
    long timestampNanos;
    byte[] line = NO_BYTES;
    int offset;
    int length;

    private NameRef[] names = new NameRef[16];
    private byte[][] buffers = new byte[16][];
    private int[] offsets = new int[16];
    private int[] lengths = new int[16];
    private byte[] origins = new byte[16];
    private int count;

    String error = "";
    String errorDetails = "";
    boolean preservesError;

    /** What {@link #find} found. */
    byte[] valueBuffer = NO_BYTES;

    int valueOffset;
    int valueLength;

    private byte[] scratch = NO_BYTES;
    private int scratchUsed;

    LineState(Labels stream, ParserNeeds needs, boolean normalizesMetadata) {
        this.stream = stream;
        this.needs = needs;
        this.normalizesMetadata = normalizesMetadata;
        this.streamRefs = new NameRef[stream.size()];
        this.streamValues = new byte[stream.size()][];
        for (int i = 0; i < stream.size(); i++) {
            streamRefs[i] = ref(stream.name(i));
            streamValues[i] = stream.value(i).getBytes(StandardCharsets.UTF_8);
        }
    }

    // ---- names

    /** The one object for a name; for names of the query and others that are few. */
    NameRef ref(String name) {
        NameRef known = refs.get(name);
        if (known == null) {
            NameRef passing = passingRefs.remove(name);
            known = passing != null ? passing : newRef(name);
            refs.put(name, known);
        }
        return known;
    }

    /** The one object for a name that comes from a line; forgotten after it if there are many. */
    NameRef passingRef(String name) {
        NameRef known = refs.get(name);
        return known != null ? known : passingRefs.computeIfAbsent(name, this::newRef);
    }

    private NameRef newRef(String name) {
        return new NameRef(name, nextId++, stream.indexOf(name), !needs.all() && needs.wants(name));
    }

    // ---- one line after another

    void begin(long newTimestampNanos, byte[] buffer, int newOffset, int newLength, EntryMetadata metadata) {
        epoch++;
        wantedSeen = 0;
        count = 0;
        scratchUsed = 0;
        timestampNanos = newTimestampNanos;
        line = buffer;
        offset = newOffset;
        length = newLength;
        error = "";
        errorDetails = "";
        preservesError = false;
        if (passingRefs.size() > MAX_PASSING_NAMES) {
            passingRefs.clear();
        }
        for (int i = 0, n = metadata.size(); i < n; i++) {
            addMetadata(metadata, i);
        }
    }

    private void addMetadata(EntryMetadata metadata, int index) {
        NameRef ref = metadataRefAt(metadata.name(index), index);
        byte[] buffer = metadata.valueBuffer(index);
        int valueStart = metadata.valueOffset(index);
        int valueSize = metadata.valueLength(index);
        if (!ref.namesError) {
            set(METADATA, ref, buffer, valueStart, valueSize);
            markExtracted(ref);
        } else if (ref.name.equals(LabelNames.ERROR)) {
            error = new String(buffer, valueStart, valueSize, StandardCharsets.UTF_8);
        } else {
            errorDetails = new String(buffer, valueStart, valueSize, StandardCharsets.UTF_8);
        }
    }

    @SuppressWarnings("ReferenceEquality")
    private NameRef metadataRefAt(String raw, int place) {
        if (place >= MAX_LAST_NAMES) {
            return metadataRef(raw);
        }
        if (lastMetadataNames[place] != raw) {
            lastMetadataRefs[place] = metadataRef(raw);
            lastMetadataNames[place] = metadataRefs.containsKey(raw) ? raw : null; // others are forgotten after a line
        }
        return lastMetadataRefs[place];
    }

    private NameRef metadataRef(String raw) {
        NameRef known = metadataRefs.get(raw);
        if (known == null) {
            String name = normalizesMetadata ? LabelNames.normalizeMetadata(raw) : raw;
            known = stream.has(name) ? passingRef(name + LabelNames.DUPLICATE_SUFFIX) : passingRef(name);
            if (metadataRefs.size() < MAX_PASSING_NAMES) {
                known = ref(known.name);
                metadataRefs.put(raw, known);
            }
        }
        return known;
    }

    void setLine(byte[] buffer, int newOffset, int newLength) {
        line = buffer;
        offset = newOffset;
        length = newLength;
    }

    // ---- labels

    void set(byte origin, NameRef ref, byte[] buffer, int valueStart, int valueSize) {
        int slot = ref.slotEpoch == epoch ? ref.slot : -1;
        if (slot < 0) {
            if (count == names.length) {
                grow();
            }
            slot = count++;
            names[slot] = ref;
            ref.slot = slot;
            ref.slotEpoch = epoch;
        }
        buffers[slot] = buffer;
        offsets[slot] = valueStart;
        lengths[slot] = valueSize;
        origins[slot] = origin;
    }

    void set(byte origin, NameRef ref, byte[] value) {
        set(origin, ref, value, 0, value.length);
    }

    /** Sets what a parser found, and notes that it was found. */
    void extract(NameRef ref, byte[] buffer, int valueStart, int valueSize) {
        set(PARSED, ref, buffer, valueStart, valueSize);
        markExtracted(ref);
    }

    private void markExtracted(NameRef ref) {
        if (ref.extractedEpoch != epoch) {
            ref.extractedEpoch = epoch;
            if (ref.required) {
                wantedSeen++;
            }
        }
    }

    boolean isExtracted(NameRef ref) {
        return ref.extractedEpoch == epoch;
    }

    /** Whether everything that the query asks for has been found, so that parsers may stop. */
    boolean hasAllWanted() {
        return wantedSeen >= needs.count();
    }

    /** Removes a label, wherever it came from. */
    void remove(NameRef ref) {
        if (ref.slotEpoch == epoch && ref.slot >= 0) {
            names[ref.slot] = REMOVED;
            ref.slot = -1;
        }
        ref.hiddenEpoch = epoch;
        removedEpoch = epoch;
    }

    /** Whether the labels are other than the stream's, or were meant to be. */
    boolean isTouched() {
        return count > 0 || removedEpoch == epoch;
    }

    private static final NameRef REMOVED = new NameRef("", -1, -1, false);

    /** Looks a label up; on success the value fields hold it until the next look-up. */
    boolean find(NameRef ref) {
        if (ref.slotEpoch == epoch && ref.slot >= 0) {
            int slot = ref.slot;
            valueBuffer = buffers[slot];
            valueOffset = offsets[slot];
            valueLength = lengths[slot];
            return true;
        }
        if (ref.streamIndex >= 0 && ref.hiddenEpoch != epoch) {
            valueBuffer = streamValues[ref.streamIndex];
            valueOffset = 0;
            valueLength = valueBuffer.length;
            return true;
        }
        valueBuffer = NO_BYTES;
        valueOffset = 0;
        valueLength = 0;
        return false;
    }

    /** What was found, of one to eight bytes, as a number; the first byte is the lowest. */
    long shortValue() {
        if (valueOffset + Long.BYTES <= valueBuffer.length) {
            return (long) LONGS.get(valueBuffer, valueOffset) & -1L >>> (Long.SIZE - Byte.SIZE * valueLength);
        }
        long value = 0;
        for (int i = valueLength - 1; i >= 0; i--) {
            value = value << Byte.SIZE | (valueBuffer[valueOffset + i] & 0xFF);
        }
        return value;
    }

    String valueText() {
        return new String(valueBuffer, valueOffset, valueLength, StandardCharsets.UTF_8);
    }

    int labelCount() {
        return count;
    }

    /** The name at a place below {@link #labelCount}, or null where a label was removed. */
    @org.jspecify.annotations.Nullable
    NameRef labelAt(int slot) {
        NameRef ref = names[slot];
        return ref == REMOVED ? null : ref;
    }

    byte originAt(int slot) {
        return origins[slot];
    }

    byte[] bufferAt(int slot) {
        return buffers[slot];
    }

    int offsetAt(int slot) {
        return offsets[slot];
    }

    int lengthAt(int slot) {
        return lengths[slot];
    }

    NameRef streamRef(int index) {
        return streamRefs[index];
    }

    /** Whether the stream's own label shows: neither removed nor replaced. */
    boolean showsStreamLabel(int index) {
        NameRef ref = streamRefs[index];
        return ref.hiddenEpoch != epoch && !(ref.slotEpoch == epoch && ref.slot >= 0);
    }

    void hideStreamLabel(int index) {
        remove(streamRefs[index]);
    }

    byte[] streamValue(int index) {
        return streamValues[index];
    }

    // ---- errors

    boolean hasError() {
        return !error.isEmpty();
    }

    void fail(String newError, String details) {
        error = newError;
        errorDetails = details;
    }

    /** An error of a parser, which a query that asks for {@code __error__} gets to see instead of failing. */
    void failParsing(String newError, String details) {
        error = newError;
        if (!details.isEmpty()) {
            errorDetails = details;
        }
        preservesError |= needs.keepsErrors();
    }

    // ---- room for values that are not in the line as they are

    /** A buffer with room for this many bytes from {@link #scratchStart} on; what is written there lasts for the line. */
    byte[] scratch(int size) {
        if (scratch.length - scratchUsed < size) {
            scratch = new byte[Math.max(size, Math.min(2 * scratch.length + 256, 1 << 16))];
            scratchUsed = 0;
        }
        return scratch;
    }

    int scratchStart() {
        return scratchUsed;
    }

    void useScratch(int size) {
        scratchUsed += size;
    }

    private void grow() {
        int size = 2 * names.length;
        names = Arrays.copyOf(names, size);
        buffers = Arrays.copyOf(buffers, size);
        offsets = Arrays.copyOf(offsets, size);
        lengths = Arrays.copyOf(lengths, size);
        origins = Arrays.copyOf(origins, size);
    }
}
