package dev.pawl.checkpoint.error;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SuggestionTest {
    private static final List<String> KNOWN =
            List.of("show", "list", "batches", "offsets", "--output", "--operator", "-o");

    @Test
    void aWordWithATypingErrorIsRecognised() {
        assertThat(Suggestion.nearest("shwo", KNOWN)).containsExactly("show");
        assertThat(Suggestion.nearest("batchs", KNOWN)).containsExactly("batches");
        assertThat(Suggestion.nearest("--ouptut", KNOWN)).containsExactly("--output");
        assertThat(Suggestion.nearest("lis", KNOWN)).containsExactly("list");
    }

    @Test
    void aBeginningIsCompleted() {
        assertThat(Suggestion.nearest("off", KNOWN)).containsExactly("offsets");
        assertThat(Suggestion.nearest("--op", KNOWN)).containsExactly("--operator");
    }

    @Test
    void somethingElseIsNotGuessed() {
        assertThat(Suggestion.nearest("frobnicate", KNOWN)).isEmpty();
        assertThat(Suggestion.of("frobnicate", KNOWN)).isEmpty();
        assertThat(Suggestion.nearest("", KNOWN)).isEmpty();
    }
}
