package io.sigyn.ingester.pattern;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DrainTreeTest {
    private final DrainTree tree = new DrainTree();
    private final LineTokens tokens = new LineTokens();

    private void learn(String line) {
        byte[] bytes = ("before" + line + "after").getBytes(StandardCharsets.UTF_8);
        if (tokens.cut(bytes, 6, bytes.length - 5)) {
            tree.add(tokens).count(0);
        }
    }

    private List<String> patterns() {
        return tree.groups().stream().map(LineGroup::pattern).toList();
    }

    @Test
    void what_differs_between_lines_becomes_variable_and_the_rest_stays() {
        for (int i = 0; i < 60; i++) {
            learn("user=u" + i % 7 + " requested path=/api/v1/item/" + i + " in " + (10 + i) + " ms status=200");
        }
        assertThat(patterns()).containsExactly("user=<_> requested path=<_> in <_> ms status=200");
    }

    @Test
    void a_line_that_never_changes_is_its_own_pattern() {
        learn("  ready to accept connections, at last");
        learn("  ready to accept connections, at last");
        assertThat(patterns()).containsExactly("ready to accept connections, at last");
    }

    @Test
    void lines_of_another_kind_are_not_mixed_up() {
        for (int i = 0; i < 40; i++) {
            learn("connection from 10.0.0." + i + " port " + i + " closed");
            learn("session opened for user root by uid=" + i);
            learn("disk sda1 is " + i + "% full");
        }
        assertThat(patterns())
                .containsExactlyInAnyOrder(
                        "connection from <_> port <_> closed",
                        "session opened for user root by uid=<_>",
                        "disk sda1 is <_> full");
    }

    @Test
    void variable_parts_that_touch_are_one() {
        learn("x [a]b y z z z");
        learn("x [c]d y z z z");
        learn("x <e)f y z z z");
        assertThat(patterns().get(0)).doesNotContain("<_><_>");
    }

    @Test
    void of_json_the_message_counts_with_anything_around_it() {
        for (int i = 0; i < 3; i++) {
            learn("{\"ts\":" + i + ",\"ctx\":{\"msg\":\"inner\"},\"msg\":\"took " + i + " ms\",\"level\":\"info\"}");
        }
        learn("{\"no\":\"message\"}");
        assertThat(patterns()).containsExactly("<_>took <_> ms<_>");
    }

    @Test
    void empty_long_and_broken_lines_are_left_alone() {
        learn("");
        learn("   ");
        learn("x".repeat(10_000));
        learn("a ".repeat(1000));
        learn("{\"msg\":\"never ends}");
        learn("{\"msg\":\"\\");
        assertThat(tree.groups().size()).isLessThanOrEqualTo(2);
    }

    @Test
    void memory_is_bounded_however_different_lines_are() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder line = new StringBuilder();
            for (int w = random.nextInt(12); w >= 0; w--) {
                line.append(Long.toString(random.nextLong(), 36)).append(' ');
            }
            learn(line.toString());
        }
        assertThat(tree.groups().size()).isLessThanOrEqualTo(DrainTree.MAX_GROUPS);
    }

    @Test
    void counts_are_by_ten_seconds_in_any_order_of_arrival() {
        byte[] line = "a line".getBytes(StandardCharsets.UTF_8);
        assertThat(tokens.cut(line, 0, line.length)).isTrue();
        LineGroup group = new LineGroup(tokens);
        for (long seconds : new long[] {25, 21, 7, 3, 100, 29, -1}) {
            group.count(seconds);
        }
        StringBuilder samples = new StringBuilder();
        group.forEachSample((seconds, count) ->
                samples.append(seconds).append('x').append(count).append(' '));
        assertThat(samples.toString()).isEqualTo("-10x1 0x2 20x3 100x1 ");
        for (long seconds = 0; seconds < 100_000; seconds += 10) {
            group.count(seconds);
        }
        StringBuilder last = new StringBuilder();
        group.forEachSample((seconds, count) -> last.append(last.isEmpty() ? seconds + " " : ""));
        assertThat(last.toString()).isEqualTo((100_000 - 10_800) + " ");
    }
}
