package dev.pawl.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WriterCaseTest {
    @Test
    void everyShapeAndEveryFormOfEveryLayoutIsTried() {
        assertThat(WriterCase.all().stream().map(WriterCase::shape).collect(Collectors.toSet()))
                .isEqualTo(EnumSet.allOf(QueryShape.class));
        for (StateLayout layout : StateLayout.values()) {
            assertThat(WriterCase.all().stream()
                            .filter(tried -> tried.layout() == layout)
                            .map(WriterCase::form)
                            .collect(Collectors.toSet()))
                    .as(layout.name())
                    .isEqualTo(layout.forms());
        }
    }
}
