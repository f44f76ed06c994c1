using System.Collections.Concurrent;
using System.Text;
using Cake.Core.IO;
using GitOpsDemo.Build.Hosting;

namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>
/// Starts no process: it keeps each command line, and answers as a test has said, with what kubectl and helm really answered. A line that
/// the test did not foresee fails.
/// </summary>
internal sealed class ClusterScript : IProcessRunner
{
    private readonly ConcurrentDictionary<string, ConcurrentQueue<Answer>> _answers = new();
    private readonly ConcurrentQueue<(string Line, string? Input)> _runs = new();

    /// <summary>Every command line so far, in order.</summary>
    public string[] Lines => [.. _runs.Select(run => run.Line)];

    /// <summary>The standard input of the last run of a line.</summary>
    public string? InputOf(string line) => InputsOf(line)[^1];

    /// <summary>The standard input of each run of a line, in order.</summary>
    public IReadOnlyList<string?> InputsOf(string line) => [.. _runs.Where(run => run.Line == line).Select(run => run.Input)];

    /// <summary>Says how a line is answered. Said again, the answers come one after the other, the last of them from then on.</summary>
    public ClusterScript On(string line, string output = "", string error = "", int exitCode = 0, Task? ends = null)
    {
        _answers.GetOrAdd(line, _ => new()).Enqueue(new(output, error, exitCode, ends ?? Task.CompletedTask));
        return this;
    }

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        var line = $"{filePath.GetFilename()} {string.Join(' ', CommandLineSplitter.Split(settings.Arguments.Render()))}";
        _runs.Enqueue((line, settings.StandardInput is { } input ? Encoding.UTF8.GetString(input.Span) : null));
        if (!_answers.TryGetValue(line, out var answers))
        {
            throw new InvalidOperationException($"not foreseen: {line}");
        }

        return new Process(answers.Count > 1 && answers.TryDequeue(out var next) ? next : answers.First(), settings);
    }

    private sealed record Answer(string Output, string Error, int ExitCode, Task Ends);

    private sealed class Process : IProcess
    {
        private readonly Answer _answer;
        private readonly TaskCompletionSource _killed = new();
        private readonly Task _end;

        public Process(Answer answer, ProcessSettings settings)
        {
            _answer = answer;
            Write(answer.Output, settings.RedirectedStandardOutputHandler);
            Write(answer.Error, settings.RedirectedStandardErrorHandler);
            _end = Task.WhenAny(answer.Ends, _killed.Task).ContinueWith(
                _ =>
                {
                    settings.RedirectedStandardOutputHandler(null);
                    settings.RedirectedStandardErrorHandler(null);
                },
                TaskScheduler.Default);
        }

        public void WaitForExit() => _end.Wait();

        public bool WaitForExit(int milliseconds) => _end.Wait(milliseconds);

        public int GetExitCode() => _answer.ExitCode;

        public IEnumerable<string> GetStandardError() => [];

        public IEnumerable<string> GetStandardOutput() => [];

        public void Kill() => _killed.TrySetResult();

        public void Dispose()
        {
        }

        private static void Write(string text, Func<string, string> handler)
        {
            foreach (var line in text.Length == 0 ? [] : text.Split('\n'))
            {
                handler(line);
            }
        }
    }
}
