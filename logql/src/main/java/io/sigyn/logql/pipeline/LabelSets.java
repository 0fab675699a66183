package io.sigyn.logql.pipeline;

import io.sigyn.logql.regex.Utf8;
import io.sigyn.model.Labels;
import java.util.Arrays;
import java.util.Comparator;

/**
 * Makes label sets of a line's state. Sorted once and merged, since a query over lines that are all different makes one
 * for each of them. Stateless.
 */
final class LabelSets {
    private record Label(String name, String value, byte origin) {}

    private static final Comparator<Label> BY_NAME = Comparator.comparing(Label::name);

    private LabelSets() {}

    static LineLabels ofLine(LineState state) {
        Label[] own = ownLabels(state, true);
        Labels stream = streamLabels(state);
        return new LineLabels(
                merged(stream, own), stream, ofOrigin(own, LineState.METADATA), ofOrigin(own, LineState.PARSED));
    }

    /** All labels of a line but those without a value, which do not show in series. */
    static Labels ofSeries(LineState state) {
        return merged(streamLabels(state), ownLabels(state, false));
    }

    private static Label[] ownLabels(LineState state, boolean withEmpty) {
        Label[] labels = new Label[state.labelCount() + 3];
        int count = 0;
        boolean details = showsDetails(state);
        for (int i = 0; i < state.labelCount(); i++) {
            NameRef ref = state.labelAt(i);
            if (ref == null || (state.lengthAt(i) == 0 && !withEmpty)) {
                continue;
            }
            boolean replaced = (state.hasError() && ref.name.equals(LabelNames.ERROR))
                    || (details && ref.name.equals(LabelNames.ERROR_DETAILS))
                    || (state.preservesError && ref.name.equals(LabelNames.PRESERVE_ERROR));
            if (!replaced) {
                labels[count++] = new Label(ref.name, valueAt(state, i), state.originAt(i));
            }
        }
        if (state.hasError()) {
            labels[count++] = new Label(LabelNames.ERROR, state.error, LineState.PARSED);
        }
        if (details) {
            labels[count++] = new Label(LabelNames.ERROR_DETAILS, state.errorDetails, LineState.PARSED);
        }
        if (state.hasError() && state.preservesError) {
            labels[count++] = new Label(LabelNames.PRESERVE_ERROR, "true", LineState.PARSED);
        }
        Label[] sorted = Arrays.copyOf(labels, count);
        Arrays.sort(sorted, BY_NAME);
        return sorted;
    }

    /** Details without an error show only on lines that have labels of their own. */
    private static boolean showsDetails(LineState state) {
        return !state.errorDetails.isEmpty() && (state.hasError() || state.isTouched());
    }

    static String valueAt(LineState state, int slot) {
        return Utf8.text(state.bufferAt(slot), state.offsetAt(slot), state.lengthAt(slot));
    }

    private static Labels streamLabels(LineState state) {
        Labels stream = state.stream;
        int hidden = 0;
        for (int i = 0; i < stream.size(); i++) {
            hidden += state.showsStreamLabel(i) ? 0 : 1;
        }
        if (hidden == 0) {
            return stream;
        }
        String[] pairs = new String[2 * (stream.size() - hidden)];
        int o = 0;
        for (int i = 0; i < stream.size(); i++) {
            if (state.showsStreamLabel(i)) {
                pairs[o++] = stream.name(i);
                pairs[o++] = stream.value(i);
            }
        }
        return Labels.ofSorted(pairs);
    }

    private static Labels ofOrigin(Label[] labels, byte origin) {
        String[] pairs = new String[2 * labels.length];
        int o = 0;
        for (Label label : labels) {
            if (label.origin() == origin) {
                pairs[o++] = label.name();
                pairs[o++] = label.value();
            }
        }
        return o == 0 ? Labels.EMPTY : Labels.ofSorted(Arrays.copyOf(pairs, o));
    }

    /** Of both; no name is in both but that of an error, where the line's own counts. */
    private static Labels merged(Labels stream, Label[] own) {
        if (own.length == 0) {
            return stream;
        }
        String[] pairs = new String[2 * (stream.size() + own.length)];
        int o = 0;
        int s = 0;
        for (Label label : own) {
            for (; s < stream.size() && stream.name(s).compareTo(label.name()) < 0; s++) {
                pairs[o++] = stream.name(s);
                pairs[o++] = stream.value(s);
            }
            if (s < stream.size() && stream.name(s).equals(label.name())) {
                s++;
            }
            pairs[o++] = label.name();
            pairs[o++] = label.value();
        }
        for (; s < stream.size(); s++) {
            pairs[o++] = stream.name(s);
            pairs[o++] = stream.value(s);
        }
        return Labels.ofSorted(o == pairs.length ? pairs : Arrays.copyOf(pairs, o));
    }
}
