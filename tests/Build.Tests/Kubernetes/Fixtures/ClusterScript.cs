using System.Collections.Concurrent;
using System.Text;
using Cake.CommandLine;
using Cake.Core.IO;
using GitOpsDemo.Build.Hosting;

namespace GitOpsDemo.Build.Tests.Kubernetes.Fixtures;

/// <summary>
/// Keeps each command line, and answers as a test has said, with what kubectl and helm really answered. A line that the test did not
/// foresee fails, and so does an input that the real program can't read.
/// </summary>
internal sealed class ClusterScript : IProcessRunner
{
    private static readonly Answer Nothing = new("", "", 0, Task.CompletedTask);

    private readonly ConcurrentDictionary<string, ConcurrentQueue<Answer>> _answers = new();
    private readonly ConcurrentQueue<(string Line, string? Input)> _runs = new();
    private readonly ConcurrentQueue<string> _stopped = new();
    private bool _isEmpty;

    /// <summary>Every command line so far, in order.</summary>
    public string[] Lines => [.. _runs.Select(run => run.Line)];

    /// <summary>The lines of the programs that were asked to end.</summary>
    public string[] Stopped => [.. _stopped];

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

    /// <summary>Says that a cluster has none of what the charts install, unless a test says otherwise.</summary>
    public ClusterScript OnNothingThere()
    {
        _isEmpty = true;
        return this;
    }

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        var line = $"{filePath.GetFilename()} {string.Join(' ', CommandLineSplitter.Split(settings.Arguments.Render()))}";
        var input = settings.StandardInput is { } bytes ? Encoding.UTF8.GetString(bytes.Span) : null;
        _runs.Enqueue((line, input));
        if (!_answers.TryGetValue(line, out var answers) && !(_isEmpty && Existing.Queries.Contains(line)))
        {
            throw new InvalidOperationException($"not foreseen: {line}");
        }

        RealParsers.Read(line, input ?? "");
        var answer = answers is null ? Nothing : answers.Count > 1 && answers.TryDequeue(out var next) ? next : answers.First();
        return new Process(answer, settings, () => _stopped.Enqueue(line));
    }

    private sealed record Answer(string Output, string Error, int ExitCode, Task Ends);

    private sealed class Process : IStoppableProcess
    {
        private readonly Answer _answer;
        private readonly Action _onStop;
        private readonly TaskCompletionSource _killed = new();
        private readonly Task _end;

        public Process(Answer answer, ProcessSettings settings, Action onStop)
        {
            (_answer, _onStop) = (answer, onStop);
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

        public void Stop()
        {
            _onStop();
            Kill();
        }

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
