package org.openztp.script;

/** What came of one session's part in a script run. */
public sealed interface Outcome {
    /**
     * The script told its exit code.
     *
     * @param words the code, and the script's last line where it failed
     */
    record Ended(int code, String words) implements Outcome {
        static Ended of(int code, String lastLine) {
            return new Ended(code, "exit code " + code + (lastLine.isEmpty() ? "" : ": " + lastLine));
        }
    }

    /**
     * The connection ended; the same run can be asked for again.
     *
     * @param asked the script was asked for in this session and may go on; else it was only being uploaded
     */
    record Lost(boolean asked) implements Outcome {}

    /** The device knows nothing of the run any more: it was restarted, or the run was killed. */
    record Vanished() implements Outcome {}

    /** It took longer than a script may. */
    record TimedOut() implements Outcome {}

    /** The script could not be brought onto the device, for instance because that is full. */
    record NotUploaded(String words) implements Outcome {}

    /** The end of a run that is on record. */
    static Outcome of(ScriptRun run) {
        if (run.exitCode() != null) {
            return new Ended(run.exitCode(), "exit code " + run.exitCode());
        }
        return switch (String.valueOf(run.reason())) {
            case Reason.SCRIPT_TIMEOUT -> new TimedOut();
            case Reason.SCRIPT_FAILED -> new NotUploaded("the script could not be uploaded");
            default -> new Vanished();
        };
    }
}
