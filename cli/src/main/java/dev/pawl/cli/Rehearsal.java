package dev.pawl.cli;

import java.io.OutputStream;
import java.util.List;

/** Goes through typical commands without showing them; the launcher archives the classes that this loads. */
final class Rehearsal {
    private static final List<List<String>> SCENES = List.of(
            List.of("--version"),
            List.of("--help"),
            List.of("completion", "bash"),
            List.of("help", "completion"),
            List.of("no-such-command"));

    private Rehearsal() {}

    public static void main(String[] args) {
        for (List<String> scene : SCENES) {
            Main.run(scene, OutputStream.nullOutputStream(), OutputStream.nullOutputStream());
        }
    }
}
