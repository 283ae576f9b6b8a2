package dfs.node.cluster;

import dfs.node.process.NodeProcess;
import dfs.node.process.NodeProcess.Ended;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A network of three hosts that are namespaces of this machine, joined by a bridge that the tests are plugged into too. What one host sends
 * to another can be thrown away, in one direction or both. Needs root and iproute2.
 */
public final class Net implements AutoCloseable {

    private static final int HOSTS = 3;

    private final Path folder;
    private final String name;
    private final int subnet;
    private final List<List<String>> undo = new ArrayList<>();

    private Net(Path folder, String name, int subnet) {
        this.folder = folder;
        this.name = name;
        this.subnet = subnet;
    }

    /** Whether such networks can be made here. */
    public static boolean isPossible(Path folder) {
        String probe = "dfsp" + ProcessHandle.current().pid();
        boolean isMade = run(folder, "ip", "netns", "add", probe).exitCode() == 0;
        if (isMade) {
            Ended _ = run(folder, "ip", "netns", "del", probe);
        }
        return isMade;
    }

    /** Makes a network; commands run in {@code folder}. */
    public static Net make(Path folder) {
        int subnet = ThreadLocalRandom.current().nextInt(1, 250);
        Net net = new Net(folder, "dfs" + (ProcessHandle.current().pid() % 10_000) + "x" + subnet, subnet);
        try {
            net.build();
        } catch (AssertionError e) {
            net.close();
            throw e;
        }
        return net;
    }

    /** The bridge is in a namespace of its own: what else filters the traffic of this machine's bridges does not meet it. */
    private void build() {
        String between = name + "n";
        String bridge = name + "b";
        make(List.of("ip", "netns", "add", between), List.of("ip", "netns", "del", between));
        must("ip", "-n", between, "link", "add", bridge, "type", "bridge");
        must("ip", "-n", between, "link", "set", bridge, "up");
        plug(0, between, bridge);
        must("ip", "addr", "add", address(0) + "/24", "dev", inside(0));
        must("ip", "link", "set", inside(0), "up");
        for (int host = 1; host <= HOSTS; host++) {
            String namespace = namespace(host);
            make(List.of("ip", "netns", "add", namespace), List.of("ip", "netns", "del", namespace));
            plug(host, between, bridge);
            must("ip", "link", "set", inside(host), "netns", namespace);
            must("ip", "-n", namespace, "addr", "add", address(host) + "/24", "dev", inside(host));
            must("ip", "-n", namespace, "link", "set", inside(host), "up");
            must("ip", "-n", namespace, "link", "set", "lo", "up");
        }
    }

    /** Lays a cable of which one end is in the bridge. */
    private void plug(int host, String between, String bridge) {
        String outside = name + "o" + host;
        must("ip", "link", "add", inside(host), "type", "veth", "peer", "name", outside, "netns", between);
        must("ip", "-n", between, "link", "set", outside, "master", bridge, "up");
    }

    private String inside(int host) {
        return name + "i" + host;
    }

    /** The address of a host, 1 to 3; 0 is that of the tests. */
    public String address(int host) {
        return "10.97." + subnet + "." + (host + 1);
    }

    /** What comes before a command that is to run on a host. */
    public List<String> on(int host) {
        return List.of("ip", "netns", "exec", namespace(host));
    }

    /** Whether single ports can be closed between hosts: that needs iptables too. */
    public static boolean canClosePorts(Path folder) {
        return run(folder, "iptables", "--version").exitCode() == 0;
    }

    /** From now on nothing arrives that one host sends to these ports of the other, or as an answer from them. */
    public void closePorts(int from, int to, int first, int last) {
        firewall("-A", from, to, first, last);
    }

    /** From now on it arrives again. */
    public void openPorts(int from, int to, int first, int last) {
        firewall("-D", from, to, first, last);
    }

    private void firewall(String change, int from, int to, int first, int last) {
        for (String side : List.of("--dport", "--sport")) {
            List<String> command = new ArrayList<>(on(to));
            command.addAll(List.of("iptables", "-w", change, "INPUT", "-s", address(from), "-p", "tcp"));
            command.addAll(List.of(side, first + ":" + last, "-j", "DROP"));
            must(command.toArray(String[]::new));
        }
    }

    /** From now on nothing that one host sends arrives at the other. */
    public void cut(int from, int to) {
        must("ip", "-n", namespace(from), "route", "add", "blackhole", address(to) + "/32");
    }

    /** From now on all arrives again. */
    public void mend(int from, int to) {
        must("ip", "-n", namespace(from), "route", "del", "blackhole", address(to) + "/32");
    }

    /** Cuts a host off from the other two, both ways. */
    public void isolate(int host) {
        others(host).forEach(other -> {
            cut(host, other);
            cut(other, host);
        });
    }

    /** Joins a host that was isolated. */
    public void join(int host) {
        others(host).forEach(other -> {
            mend(host, other);
            mend(other, host);
        });
    }

    private static List<Integer> others(int host) {
        return List.of(1, 2, 3).stream().filter(each -> each != host).toList();
    }

    @Override
    public void close() {
        undo.reversed().forEach(command -> {
            Ended _ = run(folder, command.toArray(String[]::new));
        });
    }

    private String namespace(int host) {
        return name + "h" + host;
    }

    private void make(List<String> command, List<String> undoing) {
        must(command.toArray(String[]::new));
        undo.add(undoing);
    }

    private void must(String... command) {
        Ended ended = run(folder, command);
        if (ended.exitCode() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + ended.output());
        }
    }

    private static Ended run(Path folder, String... command) {
        try {
            return NodeProcess.run(folder, Map.of(), command);
        } catch (java.io.UncheckedIOException notThere) {
            return new Ended(127, notThere.getMessage());
        }
    }
}
