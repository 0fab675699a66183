package io.sigyn.ruler.relabel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import io.sigyn.ruler.relabel.RelabelRule.Action;
import io.sigyn.ruler.relabel.RelabelRule.Fields;
import java.util.List;
import org.junit.jupiter.api.Test;

class RelabelingTest {
    private static final Labels LABELS = Labels.of("a", "foo", "b", "bar", "c", "baz");

    private static RelabelRule rule(
            String sources, String regex, long modulus, String target, String replacement, Action action) {
        List<String> names = sources.isEmpty() ? List.of() : List.of(sources.split(","));
        return new RelabelRule(new Fields(names, ";", regex, modulus, target, replacement, action));
    }

    private static Labels apply(RelabelRule... rules) {
        return new Relabeling(List.of(rules)).apply(LABELS).orElse(Labels.of("dropped", "yes"));
    }

    @Test
    void replace_sets_the_target_from_the_groups_of_the_joined_values() {
        assertThat(apply(rule("a", "f(.*)", 0, "d", "ch${1}-ch${1}", Action.REPLACE)))
                .isEqualTo(LABELS.with("d", "choo-choo"));
        assertThat(apply(rule("a,b", "(?P<left>.*);(.*)", 0, "d", "$left-$2-$0-$9-$none$$", Action.REPLACE)))
                .isEqualTo(LABELS.with("d", "foo-bar-foo;bar--$"));
        assertThat(apply(rule("a", "o", 0, "d", "x", Action.REPLACE)))
                .as("the whole value has to match")
                .isEqualTo(LABELS);
        assertThat(apply(rule("a", "(f).*", 0, "a", "$2", Action.REPLACE)))
                .as("an empty value is no label")
                .isEqualTo(LABELS.without("a"));
        assertThat(apply(rule("a", "(.*)", 0, "${1}_x", "$1", Action.REPLACE))).isEqualTo(LABELS.with("foo_x", "foo"));
        assertThat(new Relabeling(List.of(rule("a", "(.*)", 0, "$1", "v", Action.REPLACE)))
                        .apply(Labels.of("a", "not a name")))
                .hasValue(Labels.of("a", "not a name"));
        assertThat(new Relabeling(List.of(rule("a", "x(.*)", 0, "a", "$1", Action.REPLACE)))
                        .apply(Labels.of("a", "x1\n2")))
                .as("a dot is also the end of a line")
                .hasValue(Labels.of("a", "1\n2"));
        assertThat(apply(new RelabelRule(new Fields(List.of("a", "n"), "/", "(.*)", 0, "d", "$1", Action.REPLACE))))
                .as("a label that is not there is empty")
                .isEqualTo(LABELS.with("d", "foo/"));
    }

    @Test
    void keep_and_drop_look_at_the_joined_values() {
        assertThat(apply(rule("a", "fo+", 0, "", "", Action.KEEP))).isEqualTo(LABELS);
        assertThat(apply(rule("a", "f", 0, "", "", Action.KEEP))).isEqualTo(Labels.of("dropped", "yes"));
        assertThat(apply(rule("a,b", "foo;bar", 0, "", "", Action.DROP))).isEqualTo(Labels.of("dropped", "yes"));
        assertThat(apply(rule("a", "f", 0, "", "", Action.DROP))).isEqualTo(LABELS);
    }

    @Test
    void keepequal_and_dropequal_compare_with_the_target() {
        assertThat(apply(rule("a", "(.*)", 0, "b", "", Action.KEEPEQUAL))).isEqualTo(Labels.of("dropped", "yes"));
        assertThat(apply(rule("a", "(.*)", 0, "a", "", Action.KEEPEQUAL))).isEqualTo(LABELS);
        assertThat(apply(rule("a", "(.*)", 0, "b", "", Action.DROPEQUAL))).isEqualTo(LABELS);
        assertThat(apply(rule("a", "(.*)", 0, "a", "", Action.DROPEQUAL))).isEqualTo(Labels.of("dropped", "yes"));
    }

    @Test
    void hashmod_is_the_rest_of_the_last_half_of_md5() {
        // md5("foo") is acbd18db4cc2f85cedef654fccc4a4d8: 0xedef654fccc4a4d8 mod 1000 is 696.
        assertThat(apply(rule("a", "(.*)", 1000, "d", "", Action.HASHMOD))).isEqualTo(LABELS.with("d", "696"));
        assertThatThrownBy(() -> rule("a", "(.*)", 0, "d", "", Action.HASHMOD)).hasMessageContaining("modulus: 0");
    }

    @Test
    void labels_are_mapped_dropped_and_kept_by_name() {
        assertThat(apply(rule("", "(a|b)", 0, "", "x_$1", Action.LABELMAP)))
                .isEqualTo(LABELS.with("x_a", "foo").with("x_b", "bar"));
        assertThat(apply(rule("", "[ab]", 0, "", "", Action.LABELDROP))).isEqualTo(Labels.of("c", "baz"));
        assertThat(apply(rule("", "[ab]", 0, "", "", Action.LABELKEEP))).isEqualTo(LABELS.without("c"));
        assertThat(apply(rule("", "none", 0, "", "", Action.LABELKEEP)))
                .as("nothing without a label is kept")
                .isEqualTo(Labels.of("dropped", "yes"));
    }

    @Test
    void values_change_their_case_and_rules_follow_each_other() {
        assertThat(apply(
                        rule("a,b", "(.*)", 0, "d", "", Action.UPPERCASE),
                        rule("d", "(.*)", 0, "e", "", Action.LOWERCASE),
                        rule("e", "foo;bar", 0, "f", "1", Action.REPLACE)))
                .isEqualTo(LABELS.with("d", "FOO;BAR").with("e", "foo;bar").with("f", "1"));
    }

    @Test
    void a_rule_that_cannot_be_is_refused_with_the_field() {
        assertThatThrownBy(() -> rule("a", "(", 0, "d", "$1", Action.REPLACE)).hasMessageContaining("regex: ");
        assertThatThrownBy(() -> rule("a", "(.*)", 0, "", "$1", Action.REPLACE))
                .hasMessageContaining("target_label: \"\"");
        assertThatThrownBy(() -> rule("a-b", "(.*)", 0, "d", "$1", Action.REPLACE))
                .hasMessageContaining("source_labels: \"a-b\"");
        assertThatThrownBy(() -> rule("a", "(.*)", 0, "$1", "", Action.LOWERCASE))
                .hasMessageContaining("target_label");
    }
}
