package org.openztp.http;

import static org.assertj.core.api.Assertions.assertThat;

import gg.jte.output.StringOutput;
import org.junit.jupiter.api.Test;

class VisibleOutputTest {
    @Test
    void escapeSequencesAreShownNotObeyed() {
        assertThat(VisibleOutput.visible("\u001b[31mred\u0007\u0000\u007f")).isEqualTo("^[[31mred^G^@^?");
    }

    @Test
    void marksThatTurnOrHideLettersShowTheirCode() {
        assertThat(VisibleOutput.visible("a\u202egnp.exe\u200b\u009b")).isEqualTo("a‹U+202E›gnp.exe‹U+200B›‹U+009B›");
    }

    @Test
    void lineEndsTabsAndLettersOfAllTonguesStay() {
        String text = "line\n\tπ → 東京 😀 é";
        assertThat(VisibleOutput.visible(text)).isSameAs(text);
    }

    @Test
    void aPageIsPassedOnWholeOrInPieces() {
        StringOutput html = new StringOutput();
        VisibleOutput out = new VisibleOutput(html);
        out.writeContent("<b>\u0001");
        out.writeContent("xx\u0002yy", 1, 4);
        assertThat(html).hasToString("<b>^Ax^By");
    }
}
