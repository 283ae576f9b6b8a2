package dfs.node.crash;

import dfs.node.process.Preload;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/**
 * Takes from the folder of a node that was killed what its disk would have lost with the power: of bytes that were not synced any sectors, of
 * files and folders made, renamed or removed since their folder was synced any number of the last ones.
 *
 * @param library that notes what a node does
 * @param data the node's folder
 * @param notes where it is noted
 */
record PowerCut(Path library, Path data, Path notes) {

    private static final int SECTOR_BYTES = 512;

    /** As the library writes it: kind, offset, size before, and how many bytes follow. */
    private static final int NOTE_BYTES = 4 * Long.BYTES;

    static PowerCut prepare(Path folder) throws IOException {
        Path notes = Files.createDirectory(folder.resolve("notes"));
        return new PowerCut(Preload.build(folder, "powercut"), folder.resolve("data"), notes);
    }

    /** Settings of a node whose power will be cut, after others. */
    String[] settings(boolean lies, String... others) {
        List<String> all = new ArrayList<>(List.of(others));
        all.addAll(List.of(
                "LD_PRELOAD",
                library.toString(),
                "DFS_TEST_CUT_ROOT",
                data.toString(),
                "DFS_TEST_CUT_NOTES",
                notes.toString()));
        if (lies) {
            all.addAll(List.of("DFS_TEST_SYNC_LIES", "yes"));
        }
        return all.toArray(String[]::new);
    }

    /** Loses what was not synced; what it was is told. */
    List<String> cut(Random random) throws IOException {
        return cut(random, "");
    }

    /** As {@link #cut(Random)}, but only of what is below a part of the node's folder. */
    List<String> cut(Random random, String below) throws IOException {
        List<String> lost = new ArrayList<>();
        Path part = data.resolve(below);
        loseNames(random, part, lost);
        Map<Object, Path> files = new HashMap<>();
        for (Path file : files(data)) {
            files.put(Files.getAttribute(file, "unix:ino"), file);
        }
        for (Path note : files(notes)) {
            String name = note.getFileName().toString();
            Path file = name.startsWith("data-") ? files.get(Long.valueOf(name.substring("data-".length()))) : null;
            if (file != null && file.startsWith(part)) {
                loseBytes(file, ByteBuffer.wrap(Files.readAllBytes(note)), random, lost);
            }
        }
        for (Path note : files(notes)) {
            Files.delete(note);
        }
        return lost;
    }

    /** A change of names, and where its note stands. */
    private record Change(long at, String[] words) {
        Path path(int word) {
            return Path.of(words[word]);
        }

        Path folder() {
            return path(words[0].equals("R") ? 2 : 1).getParent();
        }
    }

    private void loseNames(Random random, Path part, List<String> lost) throws IOException {
        Path file = notes.resolve("names");
        if (!Files.exists(file)) {
            return;
        }
        List<Change> pending = new ArrayList<>();
        long at = 0;
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split("\t");
            if (words[0].equals("D")) {
                pending.removeIf(each ->
                        each.at() < Long.parseLong(words[1]) && each.folder().equals(Path.of(words[2])));
            } else {
                pending.add(new Change(at, words));
            }
            at += line.getBytes(StandardCharsets.UTF_8).length + 1;
        }
        pending.removeIf(each -> !each.path(each.words()[0].equals("R") ? 2 : 1).startsWith(part));
        int kept = random.nextBoolean() ? 0 : random.nextInt(pending.size() + 1);
        for (Change each : pending.subList(kept, pending.size()).reversed()) {
            undo(each);
            lost.add(String.join(" ", each.words()));
        }
    }

    private static void undo(Change change) throws IOException {
        switch (change.words()[0]) {
            case "C" -> Files.deleteIfExists(change.path(1));
            case "M" -> deleteAll(change.path(1));
            case "U" -> bring(change.words()[2], change.path(1));
            default -> {
                if (Files.exists(change.path(2))) {
                    Files.move(change.path(2), change.path(1), StandardCopyOption.REPLACE_EXISTING);
                }
                bring(change.words()[3], change.path(2));
            }
        }
    }

    private static void deleteAll(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(each);
                }
            }
        }
    }

    private static void bring(String saved, Path to) throws IOException {
        if (!saved.equals("-")) {
            Files.move(Path.of(saved), to, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private record Note(char kind, long offset, long sizeBefore, byte[] kept) {}

    private static void loseBytes(Path file, ByteBuffer in, Random random, List<String> lost) throws IOException {
        List<Note> pending = pending(in.order(ByteOrder.LITTLE_ENDIAN));
        if (pending.isEmpty()) {
            return;
        }
        byte[] after = Files.readAllBytes(file);
        byte[] before = after;
        for (Note each : pending.reversed()) {
            before = Arrays.copyOf(before, (int) each.sizeBefore());
            System.arraycopy(each.kept(), 0, before, (int) each.offset(), each.kept().length);
        }
        byte[] left = random.nextBoolean() ? before : mixed(before, after, random);
        Files.write(file, left);
        lost.add(file + ": of " + after.length + " bytes " + before.length + " synced, " + left.length + " left");
    }

    private static List<Note> pending(ByteBuffer in) {
        List<Note> notes = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        long durable = 0;
        while (in.remaining() >= NOTE_BYTES) {
            int place = in.position();
            char kind = (char) in.getLong();
            long offset = in.getLong();
            long sizeBefore = in.getLong();
            byte[] kept = new byte[(int) in.getLong()];
            if (kept.length > in.remaining()) {
                break; // killed while it was noted: the change itself never came
            }
            in.get(kept);
            if (kind == 'S') {
                durable = Math.max(durable, offset);
            } else {
                notes.add(new Note(kind, offset, sizeBefore, kept));
                places.add(place);
            }
        }
        List<Note> pending = new ArrayList<>();
        for (int i = 0; i < notes.size(); i++) {
            if (places.get(i) >= durable) {
                pending.add(notes.get(i));
            }
        }
        return pending;
    }

    /** Sectors of either, up to either's length or one between; what neither wrote reads as zeros. */
    private static byte[] mixed(byte[] before, byte[] after, Random random) {
        int least = Math.min(before.length, after.length);
        int most = Math.max(before.length, after.length);
        byte[] left = new byte[random.nextBoolean() ? most : least + random.nextInt(most - least + 1)];
        for (int at = 0; at < left.length; at += SECTOR_BYTES) {
            byte[] source = random.nextBoolean() ? before : after;
            int end = Math.min(Math.min(at + SECTOR_BYTES, left.length), source.length);
            if (end > at) {
                System.arraycopy(source, at, left, at, end - at);
            }
        }
        return left;
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
