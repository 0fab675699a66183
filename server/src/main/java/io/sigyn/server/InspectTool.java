package io.sigyn.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sigyn.index.check.Times;
import io.sigyn.index.manifest.CommitReport;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.manifest.SegmentRef;
import io.sigyn.model.TenantId;
import io.sigyn.storage.block.BlockHeader;
import io.sigyn.storage.object.ObjectStore;
import io.sigyn.storage.segment.SegmentLabels;
import io.sigyn.storage.segment.SegmentObject;
import io.sigyn.storage.segment.SegmentReader;
import io.sigyn.storage.segment.SegmentSummary;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Prints what manifests and segments hold, and what each part takes; reads no block. For one thread. */
final class InspectTool {
    private static final double PERCENT = 100;

    private final ObjectStore store;
    private final ManifestStore manifests;
    private final PrintStream out;

    InspectTool(ObjectStore store, ManifestStore manifests, PrintStream out) {
        this.store = store;
        this.manifests = manifests;
        this.out = out;
    }

    /** Bytes of a part over all blocks or segments. */
    private static final class Part {
        private long raw;
        private long stored;
    }

    /** Columns and sections by name, in the order in which they lie. */
    private static final class Parts {
        private final Map<String, Part> byName = new LinkedHashMap<>();

        void add(SegmentReader segment) {
            for (int block = 0; block < segment.blocks(); block++) {
                for (BlockHeader.ColumnSize column : segment.header(block).columnSizes()) {
                    add("column " + column.name(), column.rawBytes(), column.storedBytes());
                }
            }
            segment.sections().forEach(part -> add("section " + part.name(), part.rawBytes(), part.storedBytes()));
        }

        private void add(String name, long raw, long stored) {
            Part part = byName.computeIfAbsent(name, any -> new Part());
            part.raw += raw;
            part.stored += stored;
        }
    }

    void tenants(Collection<TenantId> tenants, boolean asJson) throws IOException {
        if (asJson) {
            try (JsonGenerator json = generator()) {
                json.writeStartObject();
                json.writeArrayFieldStart("tenants");
                for (TenantId tenant : tenants) {
                    tenant(tenant, json);
                }
                json.writeEndArray();
                json.writeEndObject();
            }
            out.println();
            return;
        }
        for (TenantId tenant : tenants) {
            tenant(tenant);
        }
    }

    private JsonGenerator generator() throws IOException {
        return new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter();
    }

    private void tenant(TenantId tenant) throws IOException {
        Manifest manifest = manifests.refresh(tenant);
        List<CommitReport> commits = manifests.examine(tenant);
        long damaged =
                commits.stream().filter(commit -> commit.damage() != null).count();
        out.printf(
                Locale.ROOT,
                "tenant %s: manifest version %d, %d commits there (%d damaged), %d segments, %d removed and not purged%n",
                tenant,
                manifest.version(),
                commits.size(),
                damaged,
                manifest.segments().size(),
                manifest.removed().size());
        manifest.writers()
                .forEach((name, writer) -> out.printf(
                        Locale.ROOT,
                        "  writer %s: epoch %d, all before generation %d and %s%n",
                        name,
                        writer.epoch(),
                        writer.floor(),
                        writer.generations()));
        Parts parts = new Parts();
        long lineBytes = 0;
        long storedBytes = 0;
        for (SegmentRef segment : manifest.segments()) {
            SegmentSummary summary = segment.summary();
            out.printf(
                    Locale.ROOT,
                    "  %s  level %d, %s to %s, %d entries, %d streams, %d blocks, %s in %s%n",
                    segment.key(),
                    segment.level(),
                    Times.text(summary.minTimestampNanos()),
                    Times.text(summary.maxTimestampNanos()),
                    summary.entries(),
                    summary.streams(),
                    summary.blocks(),
                    Sizes.text(summary.lineBytes()),
                    Sizes.text(summary.sizeBytes()));
            lineBytes += summary.lineBytes();
            storedBytes += summary.sizeBytes();
            try {
                parts.add(open(segment.key(), summary.tailBytes()));
            } catch (IOException e) {
                out.println("    cannot be opened: " + e.getMessage());
            }
        }
        print(parts, lineBytes, storedBytes);
    }

    private SegmentReader open(String key, int tailBytes) throws IOException {
        return SegmentReader.open(SegmentObject.of(store, key), tailBytes);
    }

    private void print(Parts parts, long lineBytes, long storedBytes) {
        out.printf(Locale.ROOT, "  %-44s %12s %12s %9s %9s%n", "part", "raw", "stored", "stored/raw", "of lines");
        parts.byName.forEach((name, part) -> out.printf(
                Locale.ROOT,
                "  %-44s %12s %12s %9.3f %8.2f%%%n",
                name,
                Sizes.text(part.raw),
                Sizes.text(part.stored),
                ratio(part.stored, part.raw),
                PERCENT * ratio(part.stored, lineBytes)));
        out.printf(
                Locale.ROOT,
                "  %-44s %12s %12s %9.3f%n",
                "all, against lines",
                Sizes.text(lineBytes),
                Sizes.text(storedBytes),
                ratio(storedBytes, lineBytes));
    }

    private static double ratio(long part, long whole) {
        return whole == 0 ? 0 : (double) part / whole;
    }

    private void tenant(TenantId tenant, JsonGenerator json) throws IOException {
        Manifest manifest = manifests.refresh(tenant);
        json.writeStartObject();
        json.writeStringField("tenant", tenant.value());
        json.writeNumberField("version", manifest.version());
        json.writeArrayFieldStart("damagedCommits");
        for (long commit : manifest.damaged()) {
            json.writeNumber(commit);
        }
        json.writeEndArray();
        json.writeObjectFieldStart("writers");
        for (Map.Entry<String, io.sigyn.index.manifest.WriterState> writer :
                manifest.writers().entrySet()) {
            json.writeObjectFieldStart(writer.getKey());
            json.writeNumberField("epoch", writer.getValue().epoch());
            json.writeNumberField("floor", writer.getValue().floor());
            json.writeEndObject();
        }
        json.writeEndObject();
        Parts parts = new Parts();
        json.writeArrayFieldStart("segments");
        List<String> unreadable = new ArrayList<>();
        for (SegmentRef segment : manifest.segments()) {
            json.writeStartObject();
            json.writeStringField("key", segment.key());
            json.writeNumberField("level", segment.level());
            write(segment.summary(), json);
            json.writeEndObject();
            try {
                parts.add(open(segment.key(), segment.summary().tailBytes()));
            } catch (IOException e) {
                unreadable.add(segment.key());
            }
        }
        json.writeEndArray();
        json.writeArrayFieldStart("unreadable");
        for (String key : unreadable) {
            json.writeString(key);
        }
        json.writeEndArray();
        write(parts, json);
        json.writeEndObject();
    }

    private static void write(SegmentSummary summary, JsonGenerator json) throws IOException {
        json.writeStringField("from", Times.text(summary.minTimestampNanos()));
        json.writeStringField("to", Times.text(summary.maxTimestampNanos()));
        json.writeNumberField("entries", summary.entries());
        json.writeNumberField("streams", summary.streams());
        json.writeNumberField("blocks", summary.blocks());
        json.writeNumberField("lineBytes", summary.lineBytes());
        json.writeNumberField("storedBytes", summary.sizeBytes());
    }

    private static void write(Parts parts, JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("parts");
        for (Map.Entry<String, Part> part : parts.byName.entrySet()) {
            json.writeObjectFieldStart(part.getKey());
            json.writeNumberField("rawBytes", part.getValue().raw);
            json.writeNumberField("storedBytes", part.getValue().stored);
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    /** One segment: its streams and blocks, too. */
    void segment(String key, boolean asJson) throws IOException {
        SegmentReader segment = open(key, 0);
        Parts parts = new Parts();
        parts.add(segment);
        if (asJson) {
            try (JsonGenerator json = generator()) {
                json.writeStartObject();
                json.writeStringField("key", key);
                write(segment.summary(), json);
                write(parts, json);
                json.writeEndObject();
            }
            out.println();
            return;
        }
        SegmentSummary summary = segment.summary();
        out.printf(
                Locale.ROOT,
                "%s: %s to %s, %d entries, %d streams%n",
                key,
                Times.text(summary.minTimestampNanos()),
                Times.text(summary.maxTimestampNanos()),
                summary.entries(),
                summary.streams());
        for (SegmentLabels.Name name : segment.labels().names()) {
            out.printf(Locale.ROOT, "  label %s: %d values%n", name.name(), name.values());
        }
        for (int block = 0; block < segment.blocks(); block++) {
            BlockHeader header = segment.header(block);
            out.printf(
                    Locale.ROOT,
                    "  block %d at byte %d: %d rows from %s to %s, %s in %s%n",
                    block,
                    segment.offset(block),
                    header.rows(),
                    Times.text(header.minTimestampNanos()),
                    Times.text(header.maxTimestampNanos()),
                    Sizes.text(header.lineBytes()),
                    Sizes.text(header.storedBytes()));
        }
        print(parts, summary.lineBytes(), summary.sizeBytes());
    }
}
