package org.openztp.job;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;

/** Which job: its type and the id of the row it serves. */
record JobKey(String type, long id) {
    static JobKey of(TaskInstanceId instance) {
        return new JobKey(instance.getTaskName(), Long.parseLong(instance.getId()));
    }

    @Override
    public String toString() {
        return type + " " + id;
    }
}
