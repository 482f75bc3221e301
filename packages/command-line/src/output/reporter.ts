/** Where the launcher reports what it is doing. `make up` prints it; a test suite may keep it quiet. */
export interface Reporter {
  /** Runs one named task. `progress` reports how far it is. Rethrows the task's errors. */
  step<T>(title: string, work: (progress: (text: string) => void) => Promise<T>): Promise<T>;
  note(text: string): void;
}
