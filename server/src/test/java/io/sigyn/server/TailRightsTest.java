package io.sigyn.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.sigyn.server.golden.RawHttp;
import io.sigyn.server.golden.RawWebSocket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A tail lives no longer than the right to it. */
@Timeout(120)
class TailRightsTest {
    private static final String SHA = "{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk="; // of "geheim"

    @TempDir
    Path folder;

    @Test
    void a_tail_ends_when_its_user_is_gone_or_has_other_rights_and_others_go_on() throws Exception {
        logins("ann", "bob", "cid");
        users("a", "a", "a");
        try (Sigyn server = TestServer.start(folder, """
                auth_enabled: true
                sigyn:
                  gateway: {htpasswd_file: DIR/htpasswd, users_file: DIR/users.yaml, reload_period: 100ms}
                """)) {
            RawWebSocket ann = tail(server, "ann");
            RawWebSocket bob = tail(server, "bob");
            RawWebSocket cid = tail(server, "cid");
            users("a", "b", "a");
            assertDropped(bob);
            logins("ann", "bob");
            assertDropped(cid);
            assertThat(push(server)).isEqualTo(204);
            assertThat(ann.messages(60, got -> !got.isEmpty())).hasSize(1);
            ann.close(1000);
            assertThat(tail(server, "bob").answer.status())
                    .as("as who he is now")
                    .isEqualTo(101);
        }
    }

    /** Without a close frame, after which browsers would not come back. */
    private static void assertDropped(RawWebSocket socket) throws IOException {
        assertThat(socket.answer.status()).isEqualTo(101);
        long pings = socket.pings;
        assertThat(socket.messages(60, got -> false)).isEmpty();
        assertThat(socket.closeCode).isEqualTo(-1);
        assertThat(socket.pings - pings).as("it ended before the time was over").isLessThan(50);
    }

    private void logins(String... users) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String user : users) {
            text.append(user).append(':').append(SHA).append('\n');
        }
        Files.writeString(folder.resolve("htpasswd"), text);
    }

    private void users(String ann, String bob, String cid) throws IOException {
        Files.writeString(
                folder.resolve("users.yaml"),
                "users: {ann: {tenants: " + ann + "}, bob: {tenants: " + bob + "}, cid: {tenants: " + cid + "}}\n");
    }

    private static Map<String, String> login(String user) {
        byte[] both = (user + ":geheim").getBytes(StandardCharsets.UTF_8);
        return Map.of(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(both),
                "Content-Type",
                "application/json");
    }

    private static RawWebSocket tail(Sigyn server, String user) throws IOException {
        return new RawWebSocket(server.port(), "/loki/api/v1/tail?query=%7Bx%3D%22y%22%7D", login(user));
    }

    private static int push(Sigyn server) throws IOException {
        String body = "{\"streams\":[{\"stream\":{\"x\":\"y\"},\"values\":[[\"" + System.currentTimeMillis()
                + "000000\",\"z\"]]}]}";
        return RawHttp.send(
                        server.port(), "POST", "/loki/api/v1/push", login("ann"), body.getBytes(StandardCharsets.UTF_8))
                .status();
    }
}
