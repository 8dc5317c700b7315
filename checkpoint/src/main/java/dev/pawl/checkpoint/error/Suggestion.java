package dev.pawl.checkpoint.error;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/** "Did you mean": the known words nearest to one that is not known. */
public final class Suggestion {
    private static final int SUGGESTIONS_MAX = 3;

    private Suggestion() {}

    /** A sentence that starts with a space, or nothing if no word is near. */
    public static String of(String word, Collection<String> known) {
        return sentence(nearest(word, known));
    }

    public static String sentence(List<String> words) {
        if (words.isEmpty()) {
            return "";
        }
        return " Did you mean `" + String.join("` or `", words) + "`?";
    }

    /** Words that begin with the given one, or else those with the fewest typing errors between. */
    public static List<String> nearest(String word, Collection<String> known) {
        List<String> longer = new ArrayList<>();
        List<String> near = new ArrayList<>();
        int best = Math.max(1, word.replace("-", "").length() / 3);
        for (String candidate : known) {
            if (word.replace("-", "").length() >= 2 && candidate.startsWith(word)) {
                longer.add(candidate);
            }
            int distance = distance(word, candidate);
            if (distance < best) {
                near.clear();
                best = distance;
            }
            if (distance == best) {
                near.add(candidate);
            }
        }
        List<String> found = longer.isEmpty() ? near : longer;
        return found.subList(0, Math.min(SUGGESTIONS_MAX, found.size()));
    }

    /** Letters to insert, delete, replace, or swap with their neighbour. */
    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] current = new int[b.length() + 1];
        Arrays.setAll(last, j -> j);
        for (int i = 1; i <= a.length(); i++) {
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean isEqual = a.charAt(i - 1) == b.charAt(j - 1);
                current[j] = Math.min(Math.min(current[j - 1], last[j]) + 1, last[j - 1] + (isEqual ? 0 : 1));
                boolean isSwapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (isSwapped) {
                    current[j] = Math.min(current[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = current;
            current = free;
        }
        return last[b.length()];
    }
}
