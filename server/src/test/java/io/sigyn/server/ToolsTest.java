package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.sigyn.model.TenantId;
import io.sigyn.server.config.CommandLine;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ToolsTest {
    private static final String SEGMENTS = "chunks/fake/segments";
    private static final String MANIFEST = "chunks/fake/manifest";

    @TempDir
    private Path temporary;

    private StoredLogs logs;

    @BeforeEach
    void store() throws IOException {
        logs = StoredLogs.create(temporary, 3, 0);
    }

    private record Outcome(int status, String out, String err) {}

    private Outcome run(String... arguments) {
        List<String> all = new ArrayList<>(Arrays.asList(arguments));
        all.add("-common.path-prefix=" + logs.folder());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Tools.run(
                CommandLine.parse(all),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Outcome(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    @Test
    void a_whole_store_is_found_whole_and_not_touched() throws IOException {
        Map<String, String> before = contents();
        Outcome verify = run("verify");
        assertThat(verify.out())
                .contains(
                        "tenant fake:",
                        "3 segments (3 whole), 900 entries",
                        "tenant other:",
                        "2 pushes",
                        "all is whole");
        assertThat(verify.status()).isZero();
        assertThat(run("repair").out()).contains("nothing to repair");
        assertThat(contents()).isEqualTo(before);
    }

    @Test
    void a_damaged_block_is_named_with_the_streams_and_times_that_it_held() throws IOException {
        Path segment = logs.files(SEGMENTS).get(1);
        StoredLogs.flip(segment, 700);
        Outcome verify = run("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out())
                .contains("3 segments (2 whole)", "damaged  fake/segments/" + segment.getFileName() + ": block 0:")
                .contains("lost     fake/segments/" + segment.getFileName())
                .contains("300 entries: {app=\"a0\"", "from 2024-05-05T11:5")
                .contains("1 damaged, 1 lost");
        assertThat(run("repair").out()).contains("stays").contains("nothing to repair");
        assertThat(exported(StoredLogs.FAKE)).hasSize(logs.sent(StoredLogs.FAKE).size() - 300);
    }

    @Test
    void rules_are_read_and_a_version_that_is_damaged_is_named() throws IOException {
        assertThat(run("verify").out()).as("none were ever made").doesNotContain("rules:");
        byte[] yaml = "namespace: ns\ngroups: []\n".getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(yaml);
        String header = "# sigyn rules 1 " + HexFormat.of().toHexDigits((int) crc.getValue()) + "\n";
        Path folder = Files.createDirectories(logs.folder().resolve("rules/rules/fake.tenant/ns"));
        Path version = folder.resolve("00000000000000000001.rules");
        Files.writeString(version, header + new String(yaml, StandardCharsets.UTF_8));
        assertThat(run("verify").out()).contains("rules: 1 versions", "all is whole");
        StoredLogs.flip(version, Files.size(version) - 3);
        Outcome verify = run("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out())
                .contains(
                        "damaged  rules/fake.tenant/ns/00000000000000000001.rules:",
                        "send the namespace's groups again")
                .contains("1 damaged, 0 lost");
    }

    @Test
    void delete_requests_are_read_also_of_a_tenant_that_has_nothing_else() throws IOException {
        Path folder = Files.createDirectories(logs.folder().resolve("chunks/deletes/gone.tenant"));
        Files.writeString(folder.resolve("0000abcd.request"), "this is no request at all");
        Outcome verify = run("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out())
                .contains("tenant gone: 0 commits", "damaged  deletes/gone.tenant/0000abcd.request:", "make it again");
        assertThat(run("repair").out()).contains("nothing to repair");
    }

    @Test
    void a_segment_that_is_gone_is_lost_and_named_no_more_after_a_repair() throws IOException {
        Path segment = logs.files(SEGMENTS).get(0);
        Files.delete(segment);
        Outcome verify = run("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains("the object is gone", "all of the segment: 300 entries of 3 streams");
        assertThat(run("repair", "-apply").status()).isZero();
        assertThat(run("verify").out()).contains("2 segments (2 whole)", "all is whole");
    }

    @Test
    void segments_whose_commits_are_damaged_are_named_again() throws IOException {
        for (Path commit : logs.files(MANIFEST)) {
            StoredLogs.flip(commit, Files.size(commit) / 2);
        }
        Map<String, String> damaged = contents();
        Outcome verify = run("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains("damaged  fake/manifest/", "lost     fake/segments/", "repair");
        assertThat(run("repair").out()).contains("will be named  fake/segments/", "nothing was changed");
        assertThat(contents()).as("a plan changes nothing").isEqualTo(damaged);
        Outcome repair = run("repair", "-apply");
        assertThat(repair.out()).contains("the manifest has 3 segments");
        assertThat(contents()).as("nothing is deleted").containsAllEntriesOf(damaged);
        assertThat(exported(StoredLogs.FAKE)).isEqualTo(logs.sent(StoredLogs.FAKE));
        assertThat(run("repair").out()).contains("nothing to repair");
        assertThat(run("verify").out()).contains("note     fake/manifest/", "all is whole");
    }

    @Test
    void a_manifest_that_is_gone_is_built_again_from_the_segments() throws IOException {
        for (Path commit : logs.files(MANIFEST)) {
            Files.delete(commit);
        }
        Files.delete(logs.folder().resolve("chunks/tenants/fake.tenant"));
        assertThat(run("repair", "-apply").out()).contains("the manifest has 3 segments");
        assertThat(run("verify").out()).contains("3 segments (3 whole)", "all is whole");
        assertThat(exported(StoredLogs.FAKE)).isEqualTo(logs.sent(StoredLogs.FAKE));
    }

    @Test
    void a_segment_that_cannot_be_opened_is_put_aside_and_not_deleted() throws IOException {
        Path segment = logs.files(SEGMENTS).get(2);
        StoredLogs.flip(segment, Files.size(segment) - 1);
        byte[] bytes = Files.readAllBytes(segment);
        assertThat(run("repair", "--dry-run", "--apply").out()).contains("goes aside", "nothing was changed");
        assertThat(run("repair", "-apply").out()).contains("goes aside", "the manifest has 2 segments");
        assertThat(segment).hasBinaryContent(bytes);
        assertThat(logs.folder()
                        .resolve("chunks/fake/quarantine")
                        .resolve(segment.getFileName().toString()))
                .hasBinaryContent(bytes);
        assertThat(run("verify").out()).contains("2 segments (2 whole)", "all is whole");
    }

    @Test
    void nothing_is_repaired_while_a_server_works_on_the_folder() throws IOException {
        Files.delete(logs.files(SEGMENTS).get(0));
        try (FolderLock server = FolderLock.take(logs.folder().resolve("wal"))) {
            Outcome repair = run("repair", "-apply");
            assertThat(repair.status()).isEqualTo(1);
            assertThat(repair.err()).contains("another Sigyn works on");
            assertThat(run("verify").out()).contains("a server is writing it");
        }
        assertThat(run("repair", "-apply").status()).isZero();
    }

    @Test
    void a_damaged_record_of_the_log_is_found() throws IOException {
        List<Path> files = logs.files("wal/wal");
        Path log = files.get(files.size() - 1);
        StoredLogs.flip(log, 100); // in the first of two pushes
        Outcome verify = run("verify");
        assertThat(verify.status()).isEqualTo(1);
        assertThat(verify.out()).contains("damaged", log.toString(), "1 pushes");
    }

    @Test
    void every_acknowledged_line_is_exported_once_in_order_of_time_with_what_is_in_the_log_only() throws IOException {
        assertThat(exported(StoredLogs.FAKE)).isEqualTo(logs.sent(StoredLogs.FAKE));
        assertThat(exported(StoredLogs.OTHER)).isEqualTo(logs.sent(StoredLogs.OTHER));
    }

    @Test
    void an_export_takes_a_query_and_a_range_of_time() throws IOException {
        long from = StoredLogs.BASE_NANOS + 100_000;
        List<String> expected = logs.sent(StoredLogs.FAKE).stream()
                .filter(row -> row.contains("7 of") || row.contains(" of 7"))
                .filter(row -> Long.parseLong(row.split(" ")[1]) >= from)
                .filter(row -> Long.parseLong(row.split(" ")[1]) < from + 900_000)
                .toList();
        Outcome export = run(
                "export",
                "-query={app=~\"a.+\"} |~ \"7 of| of 7\"",
                "-from=" + from,
                "-to=" + java.time.Instant.ofEpochSecond(0, from + 900_000));
        assertThat(rows(StoredLogs.FAKE, export.out())).isEqualTo(expected).isNotEmpty();
    }

    @Test
    void inspection_shows_what_each_part_takes() throws IOException {
        Outcome tenants = run("inspect");
        assertThat(tenants.status()).isZero();
        assertThat(tenants.out())
                .contains("tenant fake: manifest version", "column lines", "section labels", "column metadata trace");
        String key = "fake/segments/" + logs.files(SEGMENTS).get(0).getFileName();
        assertThat(run("inspect", key).out()).contains("300 entries, 3 streams", "label app: 3 values", "block 0");
        for (Outcome json : List.of(run("inspect", "-json"), run("inspect", key, "-json"))) {
            try (JsonParser parser = new JsonFactory().createParser(json.out())) {
                assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                parser.skipChildren();
                assertThat(parser.nextToken()).isNull();
            }
            assertThat(json.out()).contains("\"column lines\"");
        }
    }

    @Test
    void a_folder_that_is_not_there_is_not_made() {
        Path none = temporary.resolve("none");
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Tools.run(
                CommandLine.parse(List.of("verify", "-common.path-prefix=" + none)),
                System.out,
                new PrintStream(err, true, StandardCharsets.UTF_8));
        assertThat(status).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("there is no such folder");
        assertThat(none).doesNotExist();
    }

    private List<String> exported(TenantId tenant) throws IOException {
        Outcome export = run("export", "-tenant=" + tenant);
        assertThat(export.status()).isZero();
        return rows(tenant, export.out());
    }

    private static List<String> rows(TenantId tenant, String ndjson) throws IOException {
        List<String> rows = new ArrayList<>();
        for (String text : ndjson.lines().toList()) {
            String nanos = "";
            String line = "";
            try (JsonParser parser = new JsonFactory().createParser(text)) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    nanos = field.equals("timestamp") ? parser.getText() : nanos;
                    line = field.equals("line") ? parser.getText() : line;
                    parser.skipChildren();
                }
            }
            rows.add(StoredLogs.row(tenant, Long.parseLong(nanos), line));
        }
        return rows;
    }

    private Map<String, String> contents() throws IOException {
        Map<String, String> contents = new TreeMap<>();
        for (Path file : logs.files("")) {
            contents.put(logs.folder().relativize(file).toString(), Arrays.toString(Files.readAllBytes(file)));
        }
        return contents;
    }
}
