package io.sigyn.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.TenantId;
import io.sigyn.server.config.ConfigException;
import io.sigyn.server.config.SigynConfig;
import io.sigyn.server.http.Access;
import io.sigyn.server.http.ApiResponse;
import io.sigyn.server.http.FairExecutor;
import io.sigyn.server.http.Gate;
import io.sigyn.server.http.Route;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LoginGateTest {
    /** Of "geheim". */
    private static final String BCRYPT = "$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu";

    private static final String TOKEN = "0123456789abcdef0123456789abcdef";

    @TempDir
    Path folder;

    private final FairExecutor executor = new FairExecutor("test", 1, 10, 429);
    private LoginGate gate;

    @AfterEach
    void stop() {
        executor.close();
        if (gate != null) {
            gate.close();
        }
    }

    @Test
    void without_a_login_or_with_a_wrong_one_it_is_401_and_says_what_is_wanted() throws IOException {
        open("ann:" + BCRYPT, null, null, "any");
        for (String header : List.of(
                "",
                basic("ann", "wrong"),
                basic("bob", "geheim"),
                "Basic",
                "Basic !!",
                "Basic YW5u",
                "Bearer " + TOKEN)) {
            ApiResponse refusal = judge(Access.QUERY, header).refusal();
            assertThat(refusal.status()).as(header).isEqualTo(401);
            assertThat(refusal.headers())
                    .contains(new ApiResponse.Header("WWW-Authenticate", "Basic realm=\"Sigyn\", charset=\"UTF-8\""));
        }
        assertThat(gate.refusals()).isEqualTo(7);
    }

    @Test
    void two_logins_in_one_request_are_none() throws IOException {
        open("ann:" + BCRYPT, null, null, "any");
        String good = basic("ann", "geheim");
        Gate.Arrival arrival = new Gate.Arrival(route("/x", Access.QUERY), List.of(good, good), "", "1.2.3.4");
        assertThat(gate.judge(arrival).join().refusal().status()).isEqualTo(401);
    }

    @Test
    void who_is_listed_nowhere_may_all_as_behind_nginx_or_his_own_or_nothing() throws IOException {
        open("ann:" + BCRYPT, null, null, "any");
        Principal any = (Principal) judge(Access.ADMIN, basic("ann", "geheim")).caller();
        assertThat(any.mayUse(new TenantId("other"))).isTrue();
        assertThat(any.onlyTenant()).isEmpty();
        gate.close();

        open("ann:" + BCRYPT, null, null, "own");
        Principal own = (Principal) judge(Access.PUSH, basic("ann", "geheim")).caller();
        assertThat(own.onlyTenant()).contains(new TenantId("ann"));
        assertThat(own.mayUse(new TenantId("other"))).isFalse();
        assertThat(judge(Access.ADMIN, basic("ann", "geheim")).refusal().status())
                .isEqualTo(403);
        gate.close();

        open("ann:" + BCRYPT, null, "users: {bob: {tenants: b}}", "none");
        assertThat(judge(Access.QUERY, basic("ann", "geheim")).refusal().status())
                .isEqualTo(403);
    }

    @Test
    void rights_are_what_the_file_says() throws IOException {
        open("ann:" + BCRYPT + "\nbob:" + BCRYPT, "bot:" + TOKEN, """
                users:
                  ann: {tenants: [a, b], rights: [query]}
                  bob: {tenants: "*", rights: [push, query, admin]}
                  bot: {tenants: c, rights: push}
                """, "none");
        assertThat(may(basic("ann", "geheim"))).containsExactly(Access.QUERY);
        assertThat(may(basic("bob", "geheim"))).containsExactly(Access.PUSH, Access.QUERY, Access.ADMIN);
        assertThat(may("Bearer " + TOKEN)).containsExactly(Access.PUSH);
        assertThat(may("bearer " + TOKEN)).containsExactly(Access.PUSH);
        Principal ann = (Principal) judge(Access.QUERY, basic("ann", "geheim")).caller();
        assertThat(ann.tenants()).containsExactlyInAnyOrder(new TenantId("a"), new TenantId("b"));
    }

    private List<Access> may(String header) {
        List<Access> may = new ArrayList<>();
        for (Access access : Access.values()) {
            if (judge(access, header).refusal() == null) {
                may.add(access);
            }
        }
        return may;
    }

    @Test
    void tokens_may_stand_in_the_file_as_a_digest() throws IOException {
        open(
                null,
                "bot:{SHA256}1f1c9a2b6a4ad2cd6ad7b3a5c1b3b5a2d1f0e9c8b7a695847362514039281706\nme:" + TOKEN,
                null,
                "any");
        assertThat(judge(Access.PUSH, "Bearer " + TOKEN).caller().name()).isEqualTo("me");
        assertThat(judge(Access.PUSH, "Bearer 1f1c9a2b6a4ad2cd6ad7b3a5c1b3b5a2d1f0e9c8b7a695847362514039281706")
                        .refusal()
                        .status())
                .isEqualTo(401);
        gate.close();
        open(null, "bot:{SHA256}" + sha256(TOKEN), null, "any");
        assertThat(judge(Access.PUSH, "Bearer " + TOKEN).caller().name()).isEqualTo("bot");
        assertThat(judge(Access.PUSH, "Bearer x").refusal().headers())
                .contains(new ApiResponse.Header("WWW-Authenticate", "Bearer realm=\"Sigyn\""));
    }

    private static String sha256(String text) {
        try {
            return java.util.HexFormat.of()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_short_token_is_refused_and_not_repeated() {
        assertThatThrownBy(() -> Tokens.parse("t", "bot:hunter2"))
                .hasMessageStartingWith("t:1: user \"bot\": the token can be guessed")
                .hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Tokens.parse("t", "bot:{SHA256}hunter2")).hasMessageNotContaining("hunter2");
        assertThatThrownBy(() -> Tokens.parse("t", "a:" + TOKEN + "\nb:" + TOKEN))
                .hasMessage("t:2: user \"b\": the token is there twice");
    }

    @Test
    void a_mistake_in_the_file_of_users_is_named_with_its_line() {
        assertThatThrownBy(() -> grants("users:\n  ann: {tenants: a, rights: [fly]}"))
                .hasMessage("u:2: user \"ann\": right \"fly\" (expected: push, query or admin)");
        assertThatThrownBy(() -> grants("users:\n  ann:\n    tenants: [a/b]"))
                .hasMessageStartingWith("u:3: user \"ann\": tenant id: \"a/b\"");
        assertThatThrownBy(() -> grants("users:\n  ann: {rights: push}")).hasMessageContaining("has no tenants");
        assertThatThrownBy(() -> grants("users:\n  ann: {tenant: a}")).hasMessageContaining("u:2: tenant: there is no");
        assertThatThrownBy(() -> grants("user:\n  ann: {tenants: a}"))
                .hasMessageContaining("user: there is no such key");
    }

    private static Grants grants(String text) {
        return Grants.parse("u", text, Grants.Unlisted.NONE);
    }

    @Test
    void a_login_is_checked_once_until_the_file_changes() throws IOException {
        open("ann:" + BCRYPT, null, null, "any");
        String header = basic("ann", "geheim");
        CompletableFuture<Gate.Verdict> first = gate.judge(arrival("/x", Access.QUERY, header));
        first.join();
        assertThat(gate.judge(arrival("/x", Access.QUERY, header)).isDone()).isTrue();
        String wrong = basic("ann", "wrong");
        judge(Access.QUERY, wrong);
        assertThat(gate.judge(arrival("/x", Access.QUERY, wrong)).isDone()).isTrue();

        write("htpasswd", "bob:" + BCRYPT);
        gate.reload();
        assertThat(judge(Access.QUERY, header).refusal().status()).isEqualTo(401);
        assertThat(judge(Access.QUERY, basic("bob", "geheim")).caller().name()).isEqualTo("bob");
    }

    @Test
    void guessing_pushes_nobody_out_of_what_is_known() throws IOException {
        open("ann:{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=", null, null, "any");
        String header = basic("ann", "geheim");
        judge(Access.QUERY, header);
        for (int i = 0; i < 2 * Logins.MAX_KNOWN; i++) {
            judge(Access.QUERY, basic("ann", "guess" + i));
        }
        assertThat(gate.judge(arrival("/x", Access.QUERY, header)).isDone()).isTrue();
    }

    @Test
    void a_flood_of_guesses_from_one_address_is_told_to_wait() throws IOException {
        open("ann:$2y$10$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu", null, null, "any");
        List<CompletableFuture<Gate.Verdict>> all = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            all.add(gate.judge(arrival("/x", Access.QUERY, basic("ann", "guess" + i))));
        }
        assertThat(all.stream()
                        .filter(CompletableFuture::isDone)
                        .map(done -> done.join().refusal().status()))
                .contains(503);
    }

    @Test
    void files_that_cannot_be_used_leave_everything_as_it_was() throws IOException {
        open("ann:" + BCRYPT, null, "users: {ann: {tenants: a}}", "none");
        for (String broken : List.of("ann:geheim", "no colon at all", "ann:" + BCRYPT + "\nann:" + BCRYPT)) {
            write("htpasswd", broken);
            gate.reload();
            assertThat(gate.lastReloadGood()).as(broken).isFalse();
            assertThat(judge(Access.QUERY, basic("ann", "geheim")).refusal()).isNull();
        }
        Files.delete(folder.resolve("htpasswd"));
        gate.reload();
        assertThat(gate.lastReloadGood()).isFalse();
        assertThat(judge(Access.QUERY, basic("ann", "geheim")).refusal()).isNull();
        write("htpasswd", "ann:" + BCRYPT);
        write("users", "users: {ann: {tenants: a, rights: [admin]}}");
        gate.reload();
        assertThat(gate.lastReloadGood()).isTrue();
        assertThat(judge(Access.QUERY, basic("ann", "geheim")).refusal().status())
                .isEqualTo(403);
    }

    @Test
    void it_does_not_start_with_files_that_cannot_be_used() {
        assertThatThrownBy(() -> open("ann:geheim", null, null, "any")).isInstanceOf(ConfigException.class);
    }

    @Test
    void open_paths_are_open_and_no_others() throws IOException {
        open("ann:" + BCRYPT, null, null, "any");
        assertThat(gate.judge(arrival("/ready", Access.QUERY, "")).join().refusal())
                .isNull();
        assertThat(gate.judge(arrival("/metrics", Access.ADMIN, ""))
                        .join()
                        .refusal()
                        .status())
                .isEqualTo(401);
        Gate.Arrival nowhere = new Gate.Arrival(null, List.of(), "", "1.2.3.4");
        assertThat(gate.judge(nowhere).join().refusal().status()).isEqualTo(401);
    }

    private void open(String htpasswd, String tokens, String users, String unlisted) throws IOException {
        gate = new LoginGate(new SigynConfig.Gateway(
                write("htpasswd", htpasswd),
                write("tokens", tokens),
                write("users", users),
                unlisted,
                Set.of("/ready"),
                "Sigyn",
                Duration.ofSeconds(10)));
    }

    private Optional<Path> write(String name, String text) throws IOException {
        return text == null ? Optional.empty() : Optional.of(Files.writeString(folder.resolve(name), text));
    }

    private Gate.Verdict judge(Access access, String header) {
        return gate.judge(arrival("/x", access, header)).join();
    }

    private Gate.Arrival arrival(String path, Access access, String header) {
        return new Gate.Arrival(route(path, access), header.isEmpty() ? List.of() : List.of(header), "", "1.2.3.4");
    }

    private Route route(String path, Access access) {
        return new Route(Set.of("GET"), path, "x", access, executor, 0, request -> null);
    }

    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
    }
}
