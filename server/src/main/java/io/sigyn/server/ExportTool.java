package io.sigyn.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.sigyn.index.RowSource;
import io.sigyn.index.Segments;
import io.sigyn.index.View;
import io.sigyn.index.manifest.Manifest;
import io.sigyn.index.manifest.ManifestStore;
import io.sigyn.index.upkeep.DeleteRequests;
import io.sigyn.ingester.live.LoggedRows;
import io.sigyn.logql.LogQlParser;
import io.sigyn.logql.LogQlSyntaxException;
import io.sigyn.logql.ast.Expr;
import io.sigyn.logql.ast.LogQuery;
import io.sigyn.logql.pipeline.LineLabels;
import io.sigyn.model.Labels;
import io.sigyn.model.TenantId;
import io.sigyn.model.TenantLimits;
import io.sigyn.model.TimeRange;
import io.sigyn.querier.LogExport;
import io.sigyn.querier.scan.ScanExecutor;
import io.sigyn.server.config.CommandLine;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.storage.disk.Disk;
import io.sigyn.storage.object.ObjectStore;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * Prints the lines that a log query finds, oldest first, one JSON object a line: timestamp, labels, structured metadata,
 * line. A line that is not UTF-8 is given in base 64 as {@code lineBase64}. Memory does not depend on how many there are, but
 * for what is in the log and in no segment yet. For one thread.
 */
final class ExportTool {
    private static final long SECOND = 1_000_000_000L;

    private final SigynConfig.Storage storage;
    private final ObjectStore store;
    private final Disk disk;
    private final OutputStream out;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();

    ExportTool(SigynConfig.Storage storage, ObjectStore store, Disk disk, OutputStream out) {
        this.storage = storage;
        this.store = store;
        this.disk = disk;
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    int run(CommandLine commandLine) throws IOException {
        String name = commandLine.value("tenant");
        TenantId tenant = Tools.tenant(name.isEmpty() ? "fake" : name);
        LogQuery query = query(commandLine.value("query"));
        TimeRange range =
                new TimeRange(time(commandLine, "from", Long.MIN_VALUE), time(commandLine, "to", Long.MAX_VALUE));
        int processors = Runtime.getRuntime().availableProcessors();
        try (ScanExecutor executor = new ScanExecutor(processors);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.setRootValueSeparator(null);
            LogExport export = new LogExport(executor, Runtime.getRuntime().maxMemory() / 4);
            export.run(view(tenant), query, range, (time, line, labels) -> print(json, time, line, labels));
            json.flush();
        }
        return 0;
    }

    /** The log first and the manifest second, as a server does, so that a flush in between loses nothing; deleted rows never. */
    private View view(TenantId tenant) throws IOException {
        LoggedRows log = LoggedRows.read(disk, storage.walDirectory(), tenant::equals);
        Manifest manifest = new ManifestStore(store).refresh(tenant);
        Segments segments = new Segments(store, Memory.indexCacheBytes());
        List<RowSource> sources = new ArrayList<>();
        manifest.segments().forEach(segment -> sources.add(segments.source(segment)));
        sources.addAll(log.sources(tenant, manifest::covers));
        DeleteRequests deletes = DeleteRequests.open(
                store, any -> TenantLimits.defaults(), Duration.ZERO, InstantSource.system(), new SecureRandom());
        return new View(tenant, sources, deletes.hidden(tenant), () -> {});
    }

    private static LogQuery query(String text) {
        try {
            if (text.isEmpty() || text.replaceAll("\\s", "").equals("{}")) {
                return new LogQuery(io.sigyn.model.Selector.ALL, List.of());
            }
            Expr expression = LogQlParser.parse(text);
            if (expression instanceof LogQuery query) {
                return query;
            }
        } catch (LogQlSyntaxException e) {
            throw new ConfigException("-query: " + e.getMessage());
        }
        throw new ConfigException("-query: " + text + " (expected: a log query such as {app=\"api\"} |= \"error\")");
    }

    private static long time(CommandLine commandLine, String flag, long fallback) {
        String text = commandLine.value(flag);
        if (text.isEmpty()) {
            return fallback;
        }
        try {
            if (text.matches("-?\\d+")) {
                return Long.parseLong(text);
            }
            Instant instant = Instant.parse(text);
            return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
        } catch (DateTimeParseException | NumberFormatException e) {
            throw new ConfigException(
                    "-" + flag + ": " + text + " (expected: such as 2024-01-31T12:00:00Z, or nanoseconds since 1970)");
        }
    }

    private void print(JsonGenerator json, long time, byte[] line, LineLabels labels) throws IOException {
        json.writeStartObject();
        json.writeStringField("timestamp", Long.toString(time));
        write(json, "labels", labels.stream());
        if (!labels.structuredMetadata().isEmpty()) {
            write(json, "metadata", labels.structuredMetadata());
        }
        if (!labels.parsed().isEmpty()) {
            write(json, "parsed", labels.parsed());
        }
        if (isUtf8(line)) {
            json.writeFieldName("line");
            json.writeUTF8String(line, 0, line.length);
        } else {
            json.writeBinaryField("lineBase64", line);
        }
        json.writeEndObject();
        json.writeRaw('\n');
    }

    private boolean isUtf8(byte[] line) {
        for (byte b : line) {
            if (b < 0) {
                return isWellFormed(line);
            }
        }
        return true;
    }

    private boolean isWellFormed(byte[] line) {
        try {
            utf8.reset().decode(ByteBuffer.wrap(line));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static void write(JsonGenerator json, String field, Labels labels) throws IOException {
        json.writeObjectFieldStart(field);
        for (int i = 0; i < labels.size(); i++) {
            json.writeStringField(labels.name(i), labels.value(i));
        }
        json.writeEndObject();
    }
}
