package io.sigyn.ingester.decode;

import io.sigyn.model.GoQuote;
import io.sigyn.model.Labels;
import io.sigyn.storage.ByteWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The labels of a stream as a client sent them, sorted by name, without empty values, and with the service name found in
 * them. Immutable.
 */
public final class StreamLabels {
    static final String SERVICE_NAME = "service_name";
    private static final String UNKNOWN_SERVICE = "unknown_service";

    /** For streams whose labels are known from elsewhere. */
    static final StreamLabels NONE = new StreamLabels(List.of());

    private final List<Label> sorted;
    private final String text;
    private final @Nullable String repeatedName;
    private final Labels labels;
    private final byte[] encodedLabels;

    /** A name and a value. */
    public record Label(String name, String value) {}

    private StreamLabels(List<Label> sorted) {
        this.sorted = List.copyOf(sorted);
        StringBuilder out = new StringBuilder("{");
        Labels.Builder builder = Labels.builder();
        String repeated = null;
        String previous = null;
        for (Label label : sorted) {
            out.append(out.length() == 1 ? "" : ", ").append(label.name).append('=');
            out.append(GoQuote.quote(label.value));
            builder.set(label.name, label.value);
            if (label.name.equals(previous) && repeated == null) {
                repeated = label.name;
            }
            previous = label.name;
        }
        this.text = out.append('}').toString();
        this.repeatedName = repeated;
        this.labels = builder.build();
        ByteWriter encoded = new ByteWriter(out.length() + 16);
        for (int i = 0; i < labels.size(); i++) {
            encoded.text(labels.name(i)).text(labels.value(i));
        }
        this.encodedLabels = encoded.toByteArray();
    }

    /**
     * From labels in any order.
     *
     * @param discover names of labels whose value is a service's name, best first; none: nothing is added
     */
    static StreamLabels of(List<Label> pushed, List<String> discover) {
        List<Label> present = new ArrayList<>(pushed);
        present.removeIf(label -> label.value.isEmpty());
        present.sort(Comparator.comparing(Label::name));
        if (!discover.isEmpty() && find(present, SERVICE_NAME) == null) {
            present.add(new Label(SERVICE_NAME, serviceName(present, discover)));
            present.sort(Comparator.comparing(Label::name));
        }
        return new StreamLabels(present);
    }

    private static String serviceName(List<Label> present, List<String> discover) {
        for (String name : discover) {
            String value = find(present, name);
            if (value != null) {
                return value;
            }
        }
        return UNKNOWN_SERVICE;
    }

    private static @Nullable String find(List<Label> labels, String name) {
        for (Label label : labels) {
            if (label.name.equals(name)) {
                return label.value;
            }
        }
        return null;
    }

    public List<Label> sorted() {
        return sorted;
    }

    /** How many names count for the limit: the service's does not. */
    public int countedNames() {
        return sorted.size() - (find(sorted, SERVICE_NAME) == null ? 0 : 1);
    }

    /** In Loki's spelling, as its messages name a stream. */
    public String text() {
        return text;
    }

    /** The first name that occurs twice, which no stream may have. */
    public @Nullable String repeatedName() {
        return repeatedName;
    }

    /** As the log has them: each name and value with its length before it. Not to be changed. */
    public byte[] encodedLabels() {
        return encodedLabels;
    }

    public Labels labels() {
        return labels;
    }

    @Override
    public String toString() {
        return text;
    }
}
