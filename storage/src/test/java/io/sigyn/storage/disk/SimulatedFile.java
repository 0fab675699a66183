package io.sigyn.storage.disk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/**
 * The bytes of a simulated file: what a reader sees, what is durable, and what is on the way from one to the other. For
 * one thread at a time.
 */
final class SimulatedFile {
    private static final int SECTOR_BYTES = 512;

    private byte[] visible = new byte[0];
    private int size;
    private byte[] durable = new byte[0];
    private int durableSize;
    private final List<Pending> pending = new ArrayList<>();

    int links;
    Instant modified = Instant.EPOCH;

    /** A write at an offset, or a truncation to it if there are no bytes. */
    private record Pending(int offset, byte[] bytes) {
        boolean isTruncation() {
            return bytes.length == 0;
        }
    }

    int size() {
        return size;
    }

    int read(int position, byte[] into, int offset, int length) {
        int count = Math.max(0, Math.min(length, size - position));
        System.arraycopy(visible, Math.min(position, size), into, offset, count);
        return count;
    }

    void append(byte[] bytes) {
        if (bytes.length > 0) {
            pending.add(new Pending(size, bytes));
            visible = grown(visible, size + bytes.length);
            System.arraycopy(bytes, 0, visible, size, bytes.length);
            size += bytes.length;
        }
    }

    void truncate(int newSize) {
        if (newSize < size) {
            pending.add(new Pending(newSize, new byte[0]));
            Arrays.fill(visible, newSize, size, (byte) 0);
            size = newSize;
        }
    }

    void flip(int position, int mask) {
        visible[position] ^= (byte) mask;
        if (position < durableSize) {
            durable[position] ^= (byte) mask;
        }
    }

    void sync() {
        pending.forEach(this::persist);
        pending.clear();
    }

    /** The pages are clean in the cache afterwards, and perhaps, in part, on the disk. */
    void failSync(Random random) {
        losePending(random);
    }

    /** Changes that were not made durable. */
    int unsynced() {
        return pending.size();
    }

    /** What a power loss leaves, as a file of its own. */
    SimulatedFile survivor(Random random) {
        losePending(random);
        return survivor();
    }

    /** What a power loss leaves that keeps just these changes, counted from {@code first}. */
    SimulatedFile survivor(int first, IntPredicate survives) {
        for (int i = 0; i < pending.size(); i++) {
            if (survives.test(first + i)) {
                persist(pending.get(i));
            }
        }
        return survivor();
    }

    private SimulatedFile survivor() {
        SimulatedFile survivor = new SimulatedFile();
        survivor.durable = Arrays.copyOf(durable, durableSize);
        survivor.visible = survivor.durable.clone();
        survivor.durableSize = durableSize;
        survivor.size = durableSize;
        survivor.modified = modified;
        return survivor;
    }

    private void losePending(Random random) {
        List<Pending> lost = new ArrayList<>(pending);
        pending.clear();
        switch (random.nextInt(5)) {
            case 0 -> {} // nothing survives
            case 1 -> lost.forEach(this::persist);
            case 2 -> persistPrefix(lost, random);
            case 3 -> persistSectors(lost, random);
            default -> persistSizeOnly(lost);
        }
    }

    private void persistPrefix(List<Pending> lost, Random random) {
        int whole = random.nextInt(lost.size() + 1);
        lost.subList(0, whole).forEach(this::persist);
        if (whole < lost.size() && !lost.get(whole).isTruncation()) {
            Pending torn = lost.get(whole);
            int bytes = 1 + random.nextInt(torn.bytes().length);
            persist(new Pending(torn.offset(), Arrays.copyOf(torn.bytes(), bytes)));
        }
    }

    /** Any sectors, in any order; the gaps between them read as zeros. */
    private void persistSectors(List<Pending> lost, Random random) {
        for (Pending write : lost) {
            if (write.isTruncation() && random.nextBoolean()) {
                persist(write);
            }
            int from = 0;
            while (from < write.bytes().length) {
                int sector = (write.offset() + from) / SECTOR_BYTES;
                int to = Math.min(write.bytes().length, (sector + 1) * SECTOR_BYTES - write.offset());
                if (random.nextBoolean()) {
                    persist(new Pending(write.offset() + from, Arrays.copyOfRange(write.bytes(), from, to)));
                }
                from = to;
            }
        }
    }

    private void persistSizeOnly(List<Pending> lost) {
        for (Pending write : lost) {
            durableSize = Math.max(durableSize, write.offset() + write.bytes().length);
        }
        durable = grown(durable, durableSize);
    }

    private void persist(Pending write) {
        if (write.isTruncation()) {
            int kept = Math.min(durableSize, write.offset());
            Arrays.fill(durable, kept, durableSize, (byte) 0);
            durableSize = kept;
            return;
        }
        durableSize = Math.max(durableSize, write.offset() + write.bytes().length);
        durable = grown(durable, durableSize);
        System.arraycopy(write.bytes(), 0, durable, write.offset(), write.bytes().length);
    }

    private static byte[] grown(byte[] bytes, int needed) {
        return needed <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
}
