package io.sigyn.logql.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sigyn.model.Labels;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

class AlertTemplateTest {
    private static final AlertTemplate.Query QUERY = text -> {
        if (text.equals("bad")) {
            throw new AlertTemplate.QueryFailure("no such thing");
        }
        return List.of(
                new AlertTemplate.Sample(Labels.of("app", "b"), 2), new AlertTemplate.Sample(Labels.of("app", "a"), 1));
    };

    private static String render(String text, double value) {
        return AlertTemplate.compile("A", text, InstantSource.fixed(Instant.EPOCH))
                .render(new AlertTemplate.Data(
                        Labels.of("app", "api", "instance", "host.example.org:9090"),
                        value,
                        Labels.of("cluster", "c1"),
                        "http://example.org/graf",
                        QUERY));
    }

    @Test
    void labels_and_value_are_variables_and_fields() {
        assertThat(render("{{ $value }} errors in {{ $labels.app }}{{ $labels.nope }}", 2))
                .isEqualTo("2 errors in api");
        assertThat(render("{{ .Value }} {{ .Labels.app }} {{ index $labels \"app\" }}", 0.25))
                .isEqualTo("0.25 api api");
        assertThat(render("{{ $externalLabels.cluster }} {{ $externalURL }} {{ externalURL }} {{ pathPrefix }}", 1))
                .isEqualTo("c1 http://example.org/graf http://example.org/graf /graf");
        assertThat(render("{{ range $k, $v := $labels }}{{ $k }}={{ $v }};{{ end }}", 1))
                .isEqualTo("app=api;instance=host.example.org:9090;");
        assertThat(render("{{ if gt $value 1.5 }}much{{ else }}little{{ end }}", 2))
                .isEqualTo("much");
    }

    @Test
    void numbers_are_made_readable() {
        assertThat(render("{{ $value | humanize }}", 1234567)).isEqualTo("1.235M");
        assertThat(render("{{ $value | humanize }}", 0.0123)).isEqualTo("12.3m");
        assertThat(render("{{ $value | humanize }}", 0)).isEqualTo("0");
        assertThat(render("{{ $value | humanize1024 }}", 1048576)).isEqualTo("1Mi");
        assertThat(render("{{ $value | humanizePercentage }}", 0.1234)).isEqualTo("12.34%");
        assertThat(render("{{ $value | humanizeDuration }}", 93784)).isEqualTo("1d 2h 3m 4s");
        assertThat(render("{{ $value | humanizeDuration }}", 3661)).isEqualTo("1h 1m 1s");
        assertThat(render("{{ $value | humanizeDuration }}", 1.5)).isEqualTo("1.5s");
        assertThat(render("{{ $value | humanizeDuration }}", -61)).isEqualTo("-1m 1s");
        assertThat(render("{{ $value | humanizeDuration }}", 0.0015)).isEqualTo("1.5ms");
        assertThat(render("{{ $value | humanizeDuration }}", Double.NaN)).isEqualTo("NaN");
        assertThat(render("{{ \"1500\" | humanize }} {{ 1500 | humanize }}", 0)).isEqualTo("1.5k 1.5k");
        assertThat(render("{{ $value | humanizeTimestamp }}", 1435065584.128))
                .isEqualTo("2015-06-23 13:19:44.128 +0000 UTC");
        assertThat(render("{{ printf \"%.2f\" $value }} {{ ($value | toTime).Year }}", 86400))
                .isEqualTo("86400.00 1970");
        assertThat(render("{{ parseDuration \"1h30m\" }}", 0)).isEqualTo("5400");
    }

    @Test
    void texts_are_changed() {
        assertThat(render("{{ $labels.instance | stripPort }} {{ $labels.instance | stripDomain }}", 0))
                .isEqualTo("host.example.org host:9090");
        assertThat(render("{{ toUpper \"a\" }}{{ toLower \"B\" }} {{ title \"x y\" }}", 0))
                .isEqualTo("Ab X Y");
        assertThat(render("{{ reReplaceAll \"h(.)\" \"$1\" $labels.instance }}", 0))
                .isEqualTo("ost.example.org:9090");
        assertThat(render("{{ match \"a.i\" $labels.app }} {{ match \"^b\" $labels.app }}", 0))
                .isEqualTo("true false");
        assertThat(render("{{ graphLink \"a b\" }} {{ tableLink \"up\" }} {{ safeHtml \"<\" }}", 0))
                .isEqualTo("/graph?g0.expr=a+b&g0.tab=0 /graph?g0.expr=up&g0.tab=1 <");
        assertThat(render(
                        "{{ define \"x\" }}{{ .arg0 }}-{{ .arg1 }}{{ end }}{{ template \"x\" (args 1 $labels.app) }}",
                        0))
                .isEqualTo("1-api");
    }

    @Test
    void queries_give_samples() {
        assertThat(render("{{ range query \"q\" }}{{ .Labels.app }}={{ .Value }};{{ end }}", 0))
                .isEqualTo("b=2;a=1;");
        assertThat(render("{{ with query \"q\" }}{{ . | first | value | humanize }}{{ end }}", 0))
                .isEqualTo("2");
        assertThat(render("{{ range query \"q\" | sortByLabel \"app\" }}{{ label \"app\" . }}{{ end }}", 0))
                .isEqualTo("ab");
        assertThatThrownBy(() -> render("{{ query \"bad\" }}", 0))
                .isInstanceOf(TemplateException.class)
                .hasMessageContaining("error calling query: no such thing");
    }

    @Test
    void what_is_no_template_is_refused_with_the_words_of_go() {
        assertThatThrownBy(() -> render("{{ $labels.x", 0))
                .isInstanceOf(TemplateSyntaxException.class)
                .hasMessage("template: __alert_A:1: unclosed action");
        assertThatThrownBy(() -> render("{{ nope 1 }}", 0)).hasMessageContaining("function \"nope\" not defined");
        assertThatThrownBy(() -> render("{{ ToUpper \"functions of lines\" }}", 0))
                .isInstanceOf(TemplateSyntaxException.class);
        assertThatThrownBy(() -> render("{{ humanize $labels }}", 0)).isInstanceOf(TemplateException.class);
    }
}
