package dfs.node.forming;

import dfs.protocol.cluster.Endpoint;
import dfs.protocol.cluster.Member;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * How a node stands towards the cluster, as it tells other nodes.
 *
 * @param self who it is
 * @param belongs what it belongs to; empty where it holds nothing yet
 * @param members the members, as far as it knows them; empty where it does not know yet
 */
public record Standing(Member self, Optional<Belonging> belongs, List<Member> members) {

    /** Copies the list. */
    public Standing {
        members = List.copyOf(members);
    }

    /** Of a node that knows no members yet. */
    public Standing(Member self, Optional<Belonging> belongs) {
        this(self, belongs, List.of());
    }

    /** Whether it knows that one, with that data folder, as a member. */
    boolean knows(Member member) {
        return members.stream().anyMatch(member::isSame);
    }

    /** Whether it belongs to another cluster than that one. */
    boolean isStranger(String cluster) {
        return belongs.filter(to -> !to.cluster().equals(cluster)).isPresent();
    }

    /**
     * What a node belongs to.
     *
     * @param cluster the cluster's id
     * @param founders the members that the cluster began with, each of which begins its metadata's log with this list; empty where
     *     the node came to a cluster that was there, or the cluster to it
     * @param groups over how many groups the cluster's metadata is spread
     */
    public record Belonging(String cluster, List<Member> founders, int groups) {
        /** Copies the list. */
        public Belonging {
            founders = List.copyOf(founders);
        }

        /** Whether {@code self} is who makes what a new cluster has one of: its keys, its first administrator. */
        public boolean isFirst(Member self) {
            return !founders.isEmpty() && founders.getFirst().isSame(self);
        }

        /** Whether a node began, or is to begin, with this cluster. */
        boolean isFounder(Member member) {
            return founders.stream().anyMatch(member::isSame);
        }
    }

    /** As one node tells it another: a JSON object in UTF-8. */
    public byte[] write() {
        JsonObject json = new JsonObject().put("self", write(self));
        belongs.ifPresent(to -> json.mergeIn(json(to)));
        if (!members.isEmpty()) {
            json.put("members", write(members));
        }
        return json.encode().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #write} wrote.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public static Standing read(byte[] bytes) {
        try {
            JsonObject json = new JsonObject(new String(bytes, StandardCharsets.UTF_8));
            Optional<Belonging> belongs = json.containsKey("cluster") ? Optional.of(belonging(json)) : Optional.empty();
            return new Standing(
                    member(json.getJsonObject("self")),
                    belongs,
                    members(json.getJsonArray("members", new JsonArray())));
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("this is no standing of a node: " + e.getMessage(), e);
        }
    }

    /** What a node belongs to, as it remembers it: one line. */
    public static String write(Belonging belonging) {
        return json(belonging).encode();
    }

    /**
     * Reads what {@link #write(Belonging)} wrote.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public static Belonging belonging(String line) {
        try {
            return belonging(new JsonObject(line));
        } catch (DecodeException | ClassCastException | NullPointerException e) {
            throw new IllegalArgumentException("this names no cluster: " + e.getMessage(), e);
        }
    }

    private static JsonObject json(Belonging belonging) {
        JsonObject json =
                new JsonObject().put("cluster", belonging.cluster()).put("founders", write(belonging.founders()));
        return belonging.groups() == 1 ? json : json.put("groups", belonging.groups());
    }

    private static Belonging belonging(JsonObject json) {
        return new Belonging(
                json.getString("cluster"), members(json.getJsonArray("founders")), json.getInteger("groups", 1));
    }

    private static JsonArray write(List<Member> members) {
        JsonArray array = new JsonArray();
        members.forEach(member -> array.add(write(member)));
        return array;
    }

    private static JsonObject write(Member member) {
        JsonObject json = new JsonObject()
                .put("id", member.peerId())
                .put("raft", member.raft().toString())
                .put("peer", member.peer().toString());
        if (!member.hasVoice()) {
            json.put("hasVoice", false);
        }
        return member.keepsBytes() ? json : json.put("keepsBytes", false);
    }

    private static List<Member> members(JsonArray array) {
        return array.stream().map(each -> member((JsonObject) each)).toList();
    }

    private static Member member(JsonObject json) {
        return Member.of(json.getString("id"), endpoint(json.getString("raft")), endpoint(json.getString("peer")))
                .withVoice(json.getBoolean("hasVoice", true))
                .keepingBytes(json.getBoolean("keepsBytes", true));
    }

    private static Endpoint endpoint(String text) {
        return Endpoint.parse(text).orElseThrow(() -> new IllegalArgumentException("no endpoint: " + text));
    }
}
