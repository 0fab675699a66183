package io.sigyn.ruler.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleGroupTest {
    private static RuleGroup read(String yaml) throws RuleFormatException {
        byte[] bytes = yaml.getBytes(StandardCharsets.UTF_8);
        return RuleGroupReader.readGroup(bytes, bytes.length);
    }

    private static List<String> faults(String yaml) throws RuleFormatException {
        return RuleGroupValidator.faults(List.of(read(yaml)));
    }

    private static Rule alert(String expression, Map<String, String> labels) {
        return new Rule("", "A", expression, Duration.ZERO, Duration.ZERO, labels, Map.of());
    }

    @Test
    void a_group_is_read_with_all_its_keys() throws RuleFormatException {
        RuleGroup group = read("""
                name: g
                interval: 1m30s
                limit: 3
                unknown: {a: b}
                rules:
                - alert: A
                  expr: vector(1)
                  for: 1h
                  keep_firing_for: 5m
                  labels: {n: 1, t: true, nothing: }
                  annotations:
                    s: |
                      two
                      lines
                - record: r:x
                  expr: vector(2)
                """);

        assertThat(group.name()).isEqualTo("g");
        assertThat(group.interval()).isEqualTo(Duration.ofSeconds(90));
        assertThat(group.limit()).isEqualTo(3);
        assertThat(group.rules()).hasSize(2);
        Rule alert = group.rules().get(0);
        assertThat(alert.isAlert()).isTrue();
        assertThat(alert.hold()).isEqualTo(Duration.ofHours(1));
        assertThat(alert.keepFiringFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(alert.labels()).isEqualTo(Map.of("n", "1", "t", "true", "nothing", ""));
        assertThat(group.rules().get(1).name()).isEqualTo("r:x");
    }

    @Test
    void nothing_is_a_group_without_a_name() throws RuleFormatException {
        assertThat(faults("")).containsExactly("group 0: Groupname must not be empty");
        assertThat(faults("# a comment\n")).containsExactly("group 0: Groupname must not be empty");
    }

    @Test
    void what_is_no_group_is_refused_with_its_line() {
        for (String bad : List.of(
                "name: [",
                "- a",
                "just words",
                "name: g\nname: h\n",
                "name: {a: b}",
                "name: g\nrules: {}\n",
                "name: g\nrules: [a]\n",
                "name: g\nlimit: many\n",
                "name: g\ninterval: 60\n",
                "name: g\nrules:\n- for: 1 hour\n",
                "name: g\nrules:\n- for: -1m\n",
                "name: g\nrules:\n- labels: [a]\n")) {
            assertThatThrownBy(() -> read(bad)).as(bad).isInstanceOf(RuleFormatException.class);
        }
        assertThatThrownBy(() -> read("name: g\nlimit: many\n")).hasMessageContaining("limit: \"many\"");
        byte[] latin1 = "name: \u00fc".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> RuleGroupReader.readGroup(latin1, latin1.length))
                .hasMessage("not UTF-8");
    }

    @Test
    void a_bomb_of_aliases_is_refused() {
        StringBuilder yaml = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 30; i++) {
            yaml.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "x]\n");
        }
        yaml.append("name: g\nrules: *a29\n");
        assertThatThrownBy(() -> read(yaml.toString())).isInstanceOf(RuleFormatException.class);
        assertThatThrownBy(() -> read("[".repeat(1_000_000))).isInstanceOf(RuleFormatException.class);
        assertThatThrownBy(() -> read("rules: &a [*a]\n")).isInstanceOf(RuleFormatException.class);
        assertThatThrownBy(() -> read("name: &a {x: *a}\n")).isInstanceOf(RuleFormatException.class);
    }

    @Test
    void faults_have_the_words_of_loki() throws RuleFormatException {
        assertThat(faults("name: g\nrules:\n- record: r\n  expr: vector(1)\n  annotations: {a: b}\n  for: 1m\n"))
                .containsExactly("invalid field 'annotations' in recording rule");
        assertThat(faults("name: g\nrules:\n- record: r\n  expr: rate(\n"))
                .singleElement()
                .asString()
                .startsWith("could not parse expression for record 'r' in group 'g': parse error at line 1, col ");
        assertThat(faults("name: g\nrules:\n- alert: A\n  expr: vector(1)\n  labels: {__name__: c}\n"))
                .containsExactly("invalid label name: __name__");
        assertThat(faults("name: g\nrules:\n- alert: A\n  expr: vector(1)\n  annotations: {a-b: c}\n"))
                .containsExactly("invalid annotation name: a-b");
        assertThat(faults("name: g\nrules:\n- alert: A\n  expr: vector(1)\n  annotations: {a: '{{ nope }}'}\n"))
                .containsExactly("annotation \"a\": template: __alert_A:1: function \"nope\" not defined");
        assertThat(faults("rules:\n- alert: A\n- record: r\n"))
                .containsExactly(
                        "group 0: Groupname must not be empty",
                        "field 'expr' must be set in rule",
                        "field 'expr' must be set in rule");
    }

    @Test
    void a_rule_file_is_strict() throws RuleFormatException {
        assertThat(RuleGroupReader.readFile("groups:\n- name: g\n  rules:\n  - alert: A\n    expr: vector(1)\n"
                        .getBytes(StandardCharsets.UTF_8)))
                .hasSize(1);
        assertThatThrownBy(() ->
                        RuleGroupReader.readFile("groups:\n- name: g\n  rulez: []\n".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("line 3: rulez: there is no such key");
    }

    @Test
    void groups_are_spelled_as_loki_does() {
        Rule rule = new Rule(
                "",
                "true",
                "{app=\"a\"}",
                Duration.ofMinutes(90),
                Duration.ofMinutes(5),
                Map.of("a10", "1", "a9", "yes", "z", "it's: so", "e", "", "u", "\uD83D\uDE00 \u00fc"),
                Map.of("block", "one\n  two\n", "quoted", "- x", "tab", "a\tb", "hash", "a #b", "colon", "a:b"));
        RuleGroup group = new RuleGroup("2024-01-01", Duration.ofSeconds(90), 5, List.of(rule));

        assertThat(RuleGroupWriter.write(group))
                .isEqualTo(String.join(
                        "\n",
                        "name: \"2024-01-01\"",
                        "interval: 1m30s",
                        "limit: 5",
                        "rules:",
                        "    - alert: \"true\"",
                        "      expr: '{app=\"a\"}'",
                        "      for: 1h30m",
                        "      labels:",
                        "        a9: \"yes\"",
                        "        a10: \"1\"",
                        "        e: \"\"",
                        "        u: \"\\U0001F600 \u00fc\"",
                        "        z: 'it''s: so'",
                        "      annotations:",
                        "        block: |",
                        "            one",
                        "              two",
                        "        colon: a:b",
                        "        hash: 'a #b'",
                        "        quoted: '- x'",
                        "        tab: \"a\\tb\"",
                        ""));
        assertThat(RuleGroupWriter.write(new RuleGroup("g", Duration.ZERO, 0, List.of())))
                .isEqualTo("name: g\nrules: []\n");
    }

    @Test
    void namespaces_and_groups_come_in_the_order_of_loki() {
        Namespace namespace = new Namespace("ns10", List.of())
                .with(new RuleGroup("g1", Duration.ZERO, 0, List.of()))
                .with(new RuleGroup("ga", Duration.ZERO, 0, List.of()))
                .with(new RuleGroup("g1", Duration.ofMinutes(1), 0, List.of()));
        Namespace other = new Namespace("ns9", namespace.groups());

        assertThat(namespace.groups()).extracting(RuleGroup::name).containsExactly("ga", "g1");
        assertThat(RuleGroupWriter.write(List.of(namespace, other)))
                .startsWith("ns9:\n    - name: ga\n")
                .contains("\nns10:\n");
        assertThat(namespace.without("ga").groups())
                .singleElement()
                .isEqualTo(namespace.group("g1").orElseThrow());
    }

    @Test
    void what_is_kept_reads_back_the_same() throws RuleFormatException {
        Random random = new Random(7);
        String letters =
                "ab:#-?,[]{}&*!|>'\"%@`\\ \n\t\r\u0000\u0007\u0085\u2028\ufeff~0123._+e\u00fc\uD83D\uDE00/<=yn";
        int[] runes = letters.codePoints().toArray();
        for (int i = 0; i < 3000; i++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(8); length > 0; length--) {
                text.appendCodePoint(runes[random.nextInt(runes.length)]);
            }
            Namespace namespace = new Namespace(
                    text + "x",
                    List.of(new RuleGroup(
                            text.toString(),
                            Duration.ofSeconds(random.nextInt(10_000)),
                            random.nextInt(3),
                            List.of(alert(text.toString(), Map.of("l", text.toString(), "k" + text, "v"))))));
            String yaml = RuleGroupWriter.writeNamespace(namespace);
            assertThat(RuleGroupReader.readNamespace(yaml.getBytes(StandardCharsets.UTF_8)))
                    .as(yaml)
                    .isEqualTo(namespace);
        }
    }
}
