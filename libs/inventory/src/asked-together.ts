/** How questions are answered many at a time: an answer for each, in order. */
export type AnswerAll<Question, Answer> = (questions: Question[]) => Promise<Answer[]>;

const AT_MOST = 1_000;

interface Asked<Question, Answer> {
  question: Question;
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
}

/**
 * Answers questions together: those asked while others are being answered go out next, all at once. Each is answered from a look that
 * began after it was asked, so that no answer is older than its question.
 */
export class AskedTogether<Question, Answer> {
  private waiting: Asked<Question, Answer>[] = [];
  private asking = false;

  constructor(private readonly answerAll: AnswerAll<Question, Answer>) {}

  /** The answer to a question; fails as the look for it does. */
  ask(question: Question): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ question, resolve, reject });
      if (!this.asking) void this.askAll();
    });
  }

  private async askAll(): Promise<void> {
    this.asking = true;
    // Until all that has arrived by now has been read.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.waiting.length > 0) await this.answer(this.waiting.splice(0, AT_MOST));
    this.asking = false;
  }

  private async answer(asked: Asked<Question, Answer>[]): Promise<void> {
    try {
      const answers = await this.answerAll(asked.map(({ question }) => question));
      asked.forEach(({ resolve }, index) => resolve(answers[index]!));
    } catch (error) {
      for (const { reject } of asked) reject(error);
    }
  }
}
