// Stands for an event store node that cannot start.
process.stderr.write('the journal is damaged\n');
process.exitCode = 1;
