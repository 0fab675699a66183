package io.sigyn.logql.template;

import io.sigyn.logql.go.GoString;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A part of a parsed template. Immutable. Positions are bytes from the start of the text. */
sealed interface Node {

    int position();

    /** As Go prints the node in error messages, with the bytes of Go. */
    String source();

    /** Text and actions one after the other. */
    record Sequence(int position, List<Node> nodes) implements Node {
        @Override
        public String source() {
            return nodes.stream().map(Node::source).collect(Collectors.joining());
        }
    }

    /** What is copied to the output. */
    record Text(int position, String text) implements Node {
        @Override
        public String source() {
            return text;
        }
    }

    /** A pipeline whose value is printed, unless it declares or assigns variables. */
    record Action(int position, Pipe pipe) implements Node {
        @Override
        public String source() {
            return "{{" + pipe.source() + "}}";
        }
    }

    /** Commands of which each gets the value of the one before as its last argument. */
    record Pipe(int position, List<Variable> variables, boolean assigns, List<Command> commands) implements Node {
        @Override
        public String source() {
            String declared = variables.stream().map(Node::source).collect(Collectors.joining(", "));
            String joined = commands.stream().map(Node::source).collect(Collectors.joining(" | "));
            return variables.isEmpty() ? joined : declared + (assigns ? " = " : " := ") + joined;
        }
    }

    /** A function, method, field or value with its arguments; the first of {@code words} is what is called. */
    record Command(int position, List<Node> words) implements Node {
        @Override
        public String source() {
            return words.stream()
                    .map(word -> word instanceof Pipe ? "(" + word.source() + ")" : word.source())
                    .collect(Collectors.joining(" "));
        }
    }

    /** The name of a function. */
    record Identifier(int position, String name) implements Node {
        @Override
        public String source() {
            return name;
        }
    }

    /** {@code $x.a.b}: the variable with its dollar sign, then fields. */
    record Variable(int position, List<String> names) implements Node {
        @Override
        public String source() {
            return String.join(".", names);
        }
    }

    record Dot(int position) implements Node {
        @Override
        public String source() {
            return ".";
        }
    }

    record Nil(int position) implements Node {
        @Override
        public String source() {
            return "nil";
        }
    }

    /** {@code .a.b}. */
    record Field(int position, List<String> names) implements Node {
        @Override
        public String source() {
            return "." + String.join(".", names);
        }
    }

    /** Fields of what is computed in parentheses or by a function. */
    record Chain(int position, Node start, List<String> names) implements Node {
        @Override
        public String source() {
            String first = start instanceof Pipe ? "(" + start.source() + ")" : start.source();
            return first + "." + String.join(".", names);
        }
    }

    record Bool(int position, boolean value) implements Node {
        @Override
        public String source() {
            return Boolean.toString(value);
        }
    }

    /**
     * A literal number and all types of which it can be a value; null where it cannot.
     *
     * @param constant its value where nothing but its spelling says the type; null if it is too large for that
     */
    record Numeral(
            int position,
            String text,
            @Nullable Long integer,
            @Nullable Double real,
            @Nullable Object constant) implements Node {
        @Override
        public String source() {
            return text;
        }
    }

    /** A literal string: as it was written, and what it stands for. */
    record Quoted(int position, String written, String value) implements Node {
        @Override
        public String source() {
            return written;
        }
    }

    /** {@code if}, {@code with} or {@code range} with what is done otherwise. */
    record Branch(
            int position,
            Kind kind,
            Pipe pipe,
            Sequence body,
            @Nullable Sequence otherwise) implements Node {
        enum Kind {
            IF("if"),
            WITH("with"),
            RANGE("range");

            final String word;

            Kind(String word) {
                this.word = word;
            }
        }

        @Override
        public String source() {
            String then = "{{" + kind.word + " " + pipe.source() + "}}" + body.source();
            return (otherwise == null ? then : then + "{{else}}" + otherwise.source()) + "{{end}}";
        }
    }

    /** Runs another template; {@code pipe} becomes its dot. */
    record Call(int position, String name, @Nullable Pipe pipe) implements Node {
        @Override
        public String source() {
            return "{{template " + GoString.quote(name) + (pipe == null ? "" : " " + pipe.source()) + "}}";
        }
    }

    record Break(int position) implements Node {
        @Override
        public String source() {
            return "{{break}}";
        }
    }

    record Continue(int position) implements Node {
        @Override
        public String source() {
            return "{{continue}}";
        }
    }

    /** Ends a list of nodes; only while parsing. */
    record End(int position) implements Node {
        @Override
        public String source() {
            return "{{end}}";
        }
    }

    /** Ends the first list of a branch; only while parsing. */
    record Else(int position) implements Node {
        @Override
        public String source() {
            return "{{else}}";
        }
    }
}
