package dfs.history;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Judges histories: is there an order of all calls, each taking effect at one moment between its beginning and its end, that
 * one client alone could have lived? Linearizability is local (Herlihy and Wing, 1990), so each key is judged by itself.
 *
 * <p>The search is that of Wing and Gong (1993) with the memory of Lowe (2017): calls are taken in any order that their times
 * allow, and a set of calls taken that led to a value before is not tried again.
 */
public final class Linearizability {

    private Linearizability() {}

    /** Why a history is not linearizable; empty where it is. */
    public static Optional<String> violation(List<Call> history) {
        Map<String, List<Call>> byKey =
                history.stream().collect(Collectors.groupingBy(Call::key, TreeMap::new, Collectors.toList()));
        return byKey.values().stream()
                .map(calls -> new Search(calls).violation())
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** Whether a call took effect is remembered by its number: the calls of a key in the order in which they began. */
    private static final class Search {

        private final List<Call> calls;
        private final Event first;
        private final Set<Reached> reached = new HashSet<>();
        private final Deque<Step> taken = new ArrayDeque<>();
        private final BitSet done = new BitSet();
        private int value = Register.EMPTY;
        private int doneMost = -1;
        private Optional<Call> stuck = Optional.empty();

        Search(List<Call> history) {
            calls = history.stream()
                    .filter(call -> call.isAnswered() || !(call.operation() instanceof Operation.Look))
                    .sorted(Comparator.comparingLong(Call::beganNanos))
                    .toList();
            first = Event.chain(calls);
        }

        Optional<String> violation() {
            Event at = first.next;
            while (at != null && !at.isUnanswered()) { // behind here nothing need have taken effect
                if (at.isBegin()) {
                    at = take(at) ? first.next : at.next;
                } else { // this call had to take effect before it ended, and could not
                    note(calls.get(at.call));
                    if (taken.isEmpty()) {
                        return Optional.of(describe());
                    }
                    at = giveBack();
                }
            }
            return Optional.empty();
        }

        private boolean take(Event begin) {
            OptionalInt after = Register.after(value, calls.get(begin.call));
            if (after.isEmpty()) {
                return false;
            }
            done.set(begin.call);
            if (!reached.add(new Reached((BitSet) done.clone(), after.getAsInt()))) {
                done.clear(begin.call);
                return false;
            }
            taken.push(new Step(begin, value));
            value = after.getAsInt();
            begin.remove();
            return true;
        }

        /** Puts the call taken last back to where it was; what comes after it is tried next. */
        private Event giveBack() {
            Step last = taken.pop();
            value = last.valueBefore;
            done.clear(last.begin.call);
            last.begin.restore();
            return last.begin.next;
        }

        private void note(Call call) {
            if (done.cardinality() > doneMost) {
                doneMost = done.cardinality();
                stuck = Optional.of(call);
            }
        }

        private String describe() {
            Call call = stuck.orElseThrow();
            String around = calls.stream()
                    .filter(other -> other.beganNanos() <= call.endedNanos()
                            && (!other.isAnswered() || other.endedNanos() >= call.beganNanos() - 50_000_000))
                    .map(Call::toString)
                    .collect(Collectors.joining("\n  "));
            return "No order of the calls on " + call.key() + " explains\n  " + call + "\namong\n  " + around;
        }
    }

    private record Reached(BitSet done, int value) {}

    private record Step(Event begin, int valueBefore) {}

    /** The beginning or the end of a call, in a chain by time from which a call is taken out and put back. */
    private static final class Event {

        private final int call;
        private final long nanos;
        private Event end = this;
        private Event previous = this;
        private Event next;

        private Event(int call, long nanos) {
            this.call = call;
            this.nanos = nanos;
        }

        /** All events by time behind one that stands for the start; a call without an answer ends after everything. */
        static Event chain(List<Call> calls) {
            List<Event> events = new ArrayList<>();
            for (int i = 0; i < calls.size(); i++) {
                Call call = calls.get(i);
                Event begin = new Event(i, call.beganNanos());
                begin.end = new Event(i, call.isAnswered() ? call.endedNanos() : Long.MAX_VALUE);
                events.add(begin);
                events.add(begin.end);
            }
            // Where two times are equal the calls may have met: beginnings come first.
            events.sort(Comparator.<Event>comparingLong(event -> event.nanos).thenComparing(event -> !event.isBegin()));
            Event first = new Event(-1, Long.MIN_VALUE);
            Event last = first;
            for (Event event : events) {
                event.previous = last;
                last.next = event;
                last = event;
            }
            return first;
        }

        boolean isBegin() {
            return end != this;
        }

        boolean isUnanswered() {
            return nanos == Long.MAX_VALUE;
        }

        void remove() {
            unlink();
            end.unlink();
        }

        void restore() {
            end.link();
            link();
        }

        private void unlink() {
            previous.next = next;
            if (next != null) {
                next.previous = previous;
            }
        }

        private void link() {
            previous.next = this;
            if (next != null) {
                next.previous = this;
            }
        }
    }
}
