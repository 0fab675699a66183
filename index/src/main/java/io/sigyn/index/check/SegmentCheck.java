package io.sigyn.index.check;

import io.sigyn.storage.CorruptDataException;
import io.sigyn.storage.block.StreamRun;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentLabels;
import io.sigyn.storage.segment.SegmentObject;
import io.sigyn.storage.segment.SegmentReader;
import io.sigyn.storage.segment.SegmentSummary;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a segment, whole. Stateless; memory is bounded by its sections and one block. */
final class SegmentCheck {
    private SegmentCheck() {}

    /**
     * What was found.
     *
     * @param summary of the segment, or null if it cannot be opened: then all of it is lost
     * @param damagedBlocks of which nothing can be read
     * @param wrongs anything else that does not agree
     */
    record Result(@Nullable SegmentSummary summary, int damagedBlocks, int wrongs) {
        boolean isWhole() {
            return summary != null && damagedBlocks == 0 && wrongs == 0;
        }
    }

    /** @param expected what the manifest says of it, or null if it says nothing */
    static Result check(ObjectStore store, String key, @Nullable SegmentSummary expected, Consumer<Finding> findings)
            throws IOException {
        SegmentReader reader = open(store, key, expected, findings);
        if (reader == null) {
            return new Result(null, 0, 1);
        }
        int[] wrongs = {0};
        if (expected != null && !expected.equals(reader.summary())) {
            wrongs[0]++;
            findings.accept(Finding.damaged(
                    key, "the manifest says of it " + expected + ", the segment itself " + reader.summary()));
        }
        reader.checkFilters(damage -> {
            wrongs[0]++;
            findings.accept(Finding.damaged(key, message(damage)));
        });
        int damagedBlocks = 0;
        List<List<StreamRun>> runs = runsByBlock(reader);
        for (int block = 0; block < reader.blocks(); block++) {
            try {
                String wrong = BlockCheck.check(reader, block, runs.get(block));
                if (wrong != null) {
                    wrongs[0]++;
                    findings.accept(Finding.damaged(key, "block " + block + ": " + wrong));
                }
            } catch (CorruptDataException damage) {
                damagedBlocks++;
                findings.accept(Finding.damaged(key, "block " + block + ": " + message(damage)));
                findings.accept(Finding.lost(key, "block " + block + ": " + BlockCheck.describe(runs.get(block))));
            }
        }
        return new Result(reader.summary(), damagedBlocks, wrongs[0]);
    }

    private static @Nullable SegmentReader open(
            ObjectStore store, String key, @Nullable SegmentSummary expected, Consumer<Finding> findings)
            throws IOException {
        try {
            return SegmentReader.open(SegmentObject.of(store, key), expected == null ? 0 : expected.tailBytes());
        } catch (NoSuchFileException gone) {
            findings.accept(Finding.damaged(key, "the object is gone; the manifest names it"));
        } catch (CorruptDataException | EOFException damage) {
            findings.accept(Finding.damaged(key, message(damage)));
        }
        findings.accept(Finding.lost(
                key,
                expected == null
                        ? "all of the segment"
                        : "all of the segment: " + expected.entries() + " entries of " + expected.streams()
                                + " streams from " + Times.text(expected.minTimestampNanos()) + " to "
                                + Times.text(expected.maxTimestampNanos())));
        return null;
    }

    private static List<List<StreamRun>> runsByBlock(SegmentReader reader) {
        List<List<StreamRun>> runs = new ArrayList<>();
        for (int block = 0; block < reader.blocks(); block++) {
            runs.add(new ArrayList<>());
        }
        SegmentLabels labels = reader.labels();
        for (int stream = 0; stream < labels.streams(); stream++) {
            for (int run = labels.firstRun(stream); run < labels.firstRun(stream + 1); run++) {
                runs.get(labels.block(run)).add(reader.run(stream, run));
            }
        }
        return runs;
    }

    private static String message(IOException damage) {
        return String.valueOf(damage.getMessage());
    }
}
