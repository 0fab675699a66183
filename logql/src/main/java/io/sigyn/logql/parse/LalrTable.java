package io.sigyn.logql.parse;

import io.sigyn.logql.parse.Productions.Production;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The LALR(1) automaton of {@link Productions}: what a parser with a stack of states does next. Built once, in some
 * ten milliseconds, when the first query is refused; immutable and safe for all threads.
 *
 * <p>A state is a set of items, a production and a place in it: what may have been read so far. The states are those of
 * LR(0); which tokens may follow a complete production is found by letting tokens flow along the items until nothing
 * changes (Aho, Sethi, Ullman: Compilers, algorithm 4.63). Conflicts are settled as yacc does it: by precedence, else a
 * token is shifted, else the first production wins. In a state where something can be reduced, the production with most
 * tokens is reduced without a look at the token, and a wrong token is noticed later: as in yacc's tables.
 */
final class LalrTable {
    /** No token: what lookahead starts with before it is known. */
    private static final int UNKNOWN = Productions.TERMINALS;

    private final Productions grammar = new Productions();
    private final List<Production> productions = grammar.all();
    private final List<List<Integer>> productionsOf = new ArrayList<>();
    private final BitSet nullable = new BitSet();
    private final BitSet[] first;

    private final List<int[]> kernels = new ArrayList<>(); // of each state: its items, ascending
    private final List<Map<Integer, Integer>> transitions = new ArrayList<>();
    private final List<BitSet[]> lookaheads = new ArrayList<>();
    private final int[][] actions; // by state and token: next state + 1, or -(production + 1), or 0
    private final boolean[] looksAhead;
    private final int[] defaults; // by state: production to reduce whatever comes, or 0

    LalrTable() {
        for (int symbol = 0; symbol < grammar.symbolCount(); symbol++) {
            productionsOf.add(new ArrayList<>());
        }
        for (int i = 0; i < productions.size(); i++) {
            productionsOf.get(productions.get(i).left()).add(i);
        }
        first = firstTokens();
        buildStates();
        buildLookaheads();
        actions = new int[kernels.size()][];
        defaults = new int[kernels.size()];
        looksAhead = new boolean[kernels.size()];
        for (int state = 0; state < kernels.size(); state++) {
            buildActions(state);
        }
    }

    // ---- what a parser asks

    Production production(int index) {
        return productions.get(index);
    }

    /** The state after a token, or -1 if it can't be shifted. */
    int shift(int state, int token) {
        return Math.max(0, actions[state][token]) - 1;
    }

    /** The production to reduce by, or 0 for none. Needs the token only where {@link #looksAhead}. */
    int reduce(int state, int token) {
        int action = actions[state][token];
        return action < 0 ? -action - 1 : action > 0 ? 0 : defaults[state];
    }

    /** Whether the next token must be known; else the default is reduced unseen. */
    boolean looksAhead(int state) {
        return looksAhead[state];
    }

    boolean accepts(int state, int token) {
        return token == Productions.END && shift(state, token) >= 0;
    }

    int afterReduction(int state, int symbol) {
        Integer next = transitions.get(state).get(symbol);
        if (next == null) {
            throw new AssertionError("no way from state " + state + " by " + symbol);
        }
        return next;
    }

    /** The tokens that a state can shift, ascending. */
    List<Integer> expected(int state) {
        List<Integer> tokens = new ArrayList<>();
        for (int token = 1; token < Productions.TERMINALS; token++) {
            if (shift(state, token) >= 0) {
                tokens.add(token);
            }
        }
        return tokens;
    }

    // ---- tokens that a symbol may begin with

    private BitSet[] firstTokens() {
        BitSet[] sets = new BitSet[grammar.symbolCount()];
        for (int symbol = 0; symbol < sets.length; symbol++) {
            sets[symbol] = new BitSet();
            if (symbol < Productions.TERMINALS) {
                sets[symbol].set(symbol);
            }
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Production production : productions) {
                BitSet left = sets[production.left()];
                int before = left.cardinality() + nullable.cardinality();
                int i = 0;
                for (; i < production.right().length; i++) {
                    left.or(sets[production.right()[i]]);
                    if (!nullable.get(production.right()[i])) {
                        break;
                    }
                }
                if (i == production.right().length) {
                    nullable.set(production.left());
                }
                changed |= before != left.cardinality() + nullable.cardinality();
            }
        }
        return sets;
    }

    // ---- states: an item is production << 8 | place

    private int symbolAt(int item) {
        int[] right = productions.get(item >> 8).right();
        return (item & 255) < right.length ? right[item & 255] : -1;
    }

    private void buildStates() {
        Map<List<Integer>, Integer> known = new HashMap<>();
        state(List.of(0), known);
        for (int state = 0; state < kernels.size(); state++) {
            Map<Integer, List<Integer>> next = new TreeMap<>();
            for (int item : closure(kernels.get(state))) {
                int symbol = symbolAt(item);
                if (symbol >= 0) {
                    next.computeIfAbsent(symbol, none -> new ArrayList<>()).add(item + 1);
                }
            }
            for (Map.Entry<Integer, List<Integer>> move : next.entrySet()) {
                List<Integer> kernel = move.getValue().stream().sorted().toList();
                transitions.get(state).put(move.getKey(), state(kernel, known));
            }
        }
    }

    private int state(List<Integer> kernel, Map<List<Integer>, Integer> known) {
        return known.computeIfAbsent(kernel, none -> {
            kernels.add(kernel.stream().mapToInt(Integer::intValue).toArray());
            transitions.add(new HashMap<>());
            return kernels.size() - 1;
        });
    }

    private List<Integer> closure(int[] kernel) {
        List<Integer> items = new ArrayList<>();
        BitSet seen = new BitSet();
        for (int item : kernel) {
            items.add(item);
        }
        for (int i = 0; i < items.size(); i++) {
            int symbol = symbolAt(items.get(i));
            if (symbol >= Productions.TERMINALS && !seen.get(symbol)) {
                seen.set(symbol);
                productionsOf.get(symbol).forEach(production -> items.add(production << 8));
            }
        }
        return items;
    }

    // ---- lookahead

    /** One item of one state, to which lookahead flows. */
    private record Place(int state, int kernelIndex) {}

    private void buildLookaheads() {
        for (int[] kernel : kernels) {
            BitSet[] sets = new BitSet[kernel.length];
            Arrays.setAll(sets, i -> new BitSet());
            lookaheads.add(sets);
        }
        lookaheads.get(0)[0].set(Productions.END);
        Map<Place, List<Place>> flows = new HashMap<>();
        Deque<Place> changed = new ArrayDeque<>();
        for (int state = 0; state < kernels.size(); state++) {
            for (int i = 0; i < kernels.get(state).length; i++) {
                spread(new Place(state, i), flows, changed);
            }
        }
        changed.add(new Place(0, 0));
        while (!changed.isEmpty()) {
            Place from = changed.remove();
            for (Place to : flows.getOrDefault(from, List.of())) {
                if (merge(set(to), set(from))) {
                    changed.add(to);
                }
            }
        }
    }

    private BitSet set(Place place) {
        return lookaheads.get(place.state)[place.kernelIndex];
    }

    private static boolean merge(BitSet into, BitSet from) {
        int before = into.cardinality();
        into.or(from);
        return into.cardinality() != before;
    }

    /** Finds where the lookahead of an item flows, and which tokens arise on the way. */
    private void spread(Place place, Map<Place, List<Place>> flows, Deque<Place> changed) {
        BitSet unknown = new BitSet();
        unknown.set(UNKNOWN);
        Map<Integer, BitSet> items = closure(kernels.get(place.state)[place.kernelIndex], unknown);
        for (Map.Entry<Integer, BitSet> entry : items.entrySet()) {
            int symbol = symbolAt(entry.getKey());
            if (symbol < 0) {
                continue;
            }
            int next = afterReduction(place.state, symbol);
            Place to = new Place(next, Arrays.binarySearch(kernels.get(next), entry.getKey() + 1));
            BitSet tokens = entry.getValue();
            if (tokens.get(UNKNOWN)) {
                flows.computeIfAbsent(place, none -> new ArrayList<>()).add(to);
                tokens.clear(UNKNOWN);
            }
            if (merge(set(to), tokens)) {
                changed.add(to);
            }
        }
    }

    /** The items that an item brings along, each with the tokens that may follow it. */
    private Map<Integer, BitSet> closure(int item, BitSet lookahead) {
        Map<Integer, BitSet> items = new HashMap<>();
        Deque<Integer> changed = new ArrayDeque<>();
        items.put(item, (BitSet) lookahead.clone());
        changed.add(item);
        while (!changed.isEmpty()) {
            int current = changed.remove();
            int symbol = symbolAt(current);
            if (symbol < Productions.TERMINALS) {
                continue;
            }
            BitSet follow = follow(current + 1, items.getOrDefault(current, lookahead));
            for (int production : productionsOf.get(symbol)) {
                boolean fresh = !items.containsKey(production << 8);
                BitSet known = items.computeIfAbsent(production << 8, none -> new BitSet());
                if (merge(known, follow) || fresh) {
                    changed.add(production << 8);
                }
            }
        }
        return items;
    }

    /** The tokens that what is behind a place may begin with, or those behind the item if that may be nothing. */
    private BitSet follow(int item, BitSet behind) {
        BitSet tokens = new BitSet();
        int at = item;
        for (int symbol = symbolAt(at); symbol >= 0; symbol = symbolAt(++at)) {
            tokens.or(first[symbol]);
            if (!nullable.get(symbol)) {
                return tokens;
            }
        }
        tokens.or(behind);
        return tokens;
    }

    // ---- actions

    private void buildActions(int state) {
        int[] row = new int[Productions.TERMINALS];
        transitions.get(state).forEach((symbol, next) -> {
            if (symbol < Productions.TERMINALS) {
                row[symbol] = next + 1;
            }
        });
        Map<Integer, BitSet> complete = new TreeMap<>();
        for (int i = 0; i < kernels.get(state).length; i++) {
            for (Map.Entry<Integer, BitSet> entry :
                    closure(kernels.get(state)[i], lookaheads.get(state)[i]).entrySet()) {
                if (symbolAt(entry.getKey()) < 0) {
                    merge(complete.computeIfAbsent(entry.getKey() >> 8, none -> new BitSet()), entry.getValue());
                }
            }
        }
        complete.forEach((production, tokens) ->
                tokens.stream().forEach(token -> row[token] = settle(row[token], production, token)));
        int mostFrequent = mostFrequentReduction(row);
        for (int token = 0; token < row.length; token++) {
            if (row[token] == -(mostFrequent + 1)) {
                row[token] = 0;
            }
        }
        actions[state] = row;
        defaults[state] = mostFrequent;
        looksAhead[state] = mostFrequent == 0 || Arrays.stream(row).anyMatch(action -> action != 0);
    }

    /** What is done with a token that a production may be reduced before, given what else may be done. */
    private int settle(int action, int production, int token) {
        if (action == 0) {
            return -(production + 1);
        } else if (action < 0) {
            return action; // of an earlier production
        }
        int tokenPrecedence = Productions.precedence(token);
        int productionPrecedence = grammar.precedence(productions.get(production));
        boolean reduces = tokenPrecedence > 0
                && productionPrecedence > 0
                && (productionPrecedence > tokenPrecedence
                        || (productionPrecedence == tokenPrecedence && !Productions.isRightAssociative(token)));
        return reduces ? -(production + 1) : action;
    }

    /** Production 0 is never reduced, so that 0 is none. */
    private static int mostFrequentReduction(int[] row) {
        int best = 0;
        long most = 0;
        for (int action : row) {
            long count = action >= 0
                    ? 0
                    : Arrays.stream(row).filter(other -> other == action).count();
            if (count > most) {
                most = count;
                best = -action - 1;
            }
        }
        return best;
    }
}
