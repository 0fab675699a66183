package io.sigyn.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.server.config.ConfigException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HtpasswdTest {
    @ParameterizedTest
    @CsvSource({
        "geheim, $2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu",
        "geheim, $2a$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu",
        "geheim, $2b$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu",
        "U*U, $2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW",
        "geheim, $apr1$abcdefgh$bw9gEObk10asetVLiysIZ0",
        "geheim, $apr1$xy$VflWlcNwiKeZpUoiaZ5qO.",
        "'', $apr1$abcdefgh$L.PT565ESX4Tp2bqNs7Ie.",
        "longer password with ümlaut and more than sixteen bytes, $apr1$abcdefgh$LunUaHdOYeWtd7319wOgJ0",
        "geheim, {SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk="
    })
    void a_password_is_right_as_openssl_and_apache_say(String password, String hash) {
        Htpasswd users = Htpasswd.parse("f", "# users\n\nann:" + hash + "\r\n");
        assertThat(users.verify("ann", bytes(password))).isTrue();
        assertThat(users.verify("ann", bytes(password + "x"))).isFalse();
        assertThat(users.verify("Ann", bytes(password))).isFalse();
        assertThat(users.verify("bob", bytes(password))).isFalse();
    }

    @Test
    void an_empty_password_and_one_of_kilobytes_are_just_wrong() {
        Htpasswd users = Htpasswd.parse("f", "ann:$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu");
        assertThat(users.verify("ann", bytes(""))).isFalse();
        assertThat(users.verify("bob", bytes(""))).isFalse();
        assertThat(users.verify("ann", bytes("x".repeat(5000)))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2", "{PLAIN}hunter2", "$6$salt$hunter2", "$2y$05$hunter2", ""})
    void a_password_that_is_not_hashed_is_refused_and_not_repeated(String password) {
        assertThatThrownBy(() ->
                        Htpasswd.parse("users.htpasswd", "ann:{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=\nbob:" + password))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("users.htpasswd:2: user \"bob\": ")
                .hasMessageContaining("expected: bcrypt, apr1 or {SHA}")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void bcrypt_that_would_take_minutes_is_refused() {
        assertThatThrownBy(() -> Htpasswd.parse("f", "a:$2y$30$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu"))
                .hasMessageContaining("bcrypt of cost 30 takes too long");
    }

    @Test
    void a_user_is_there_once_and_has_a_name() {
        String line = "ann:{SHA}kGByAB793z4R5tK1eC9Hd/4Dhzk=\n";
        assertThatThrownBy(() -> Htpasswd.parse("f", line + line)).hasMessage("f:2: user \"ann\" is there twice");
        assertThatThrownBy(() -> Htpasswd.parse("f", ":x")).hasMessageContaining("f:1: no user's name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "cheap", "apr"})
    void it_takes_as_long_for_any_user_as_for_the_dearest(String user) {
        String dear = "dear:$2y$08$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu\n";
        String cheap = "cheap:$2y$05$abcdefghijklmnopqrstuuVWu8RjbNovPZWAMRdd7iqaaG0mI53Uu\n";
        Htpasswd users = Htpasswd.parse("f", dear + cheap + "apr:$apr1$xy$VflWlcNwiKeZpUoiaZ5qO.\n");
        cpuNanos(users, "dear");
        assertThat(cpuNanos(users, user)).isGreaterThan(cpuNanos(users, "dear") / 3);
    }

    /** Of this thread alone, the best of some: so that a busy machine does not matter. */
    private static long cpuNanos(Htpasswd users, String user) {
        long best = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) {
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            users.verify(user, bytes("wrong"));
            best = Math.min(best, ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start);
        }
        return best;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
