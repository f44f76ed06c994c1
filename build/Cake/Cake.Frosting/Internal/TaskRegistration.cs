using System.Reflection;
using Cake.Core;
using Cake.Core.Diagnostics;

namespace Cake.Frosting.Internal;

/// <summary>Gives the tasks and lifetimes of a build to Cake's engine.</summary>
internal sealed class TaskRegistration(
    ICakeEngine engine,
    ICakeLog log,
    IFrostingContext context,
    IEnumerable<IFrostingTask> tasks,
    IFrostingSetup? setup = null,
    IFrostingTeardown? teardown = null,
    IFrostingTaskSetup? taskSetup = null,
    IFrostingTaskTeardown? taskTeardown = null)
{
    private readonly Dictionary<string, CakeTaskBuilder> _builders = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Registers everything.</summary>
    /// <exception cref="CakeException">Two tasks have one name.</exception>
    /// <exception cref="FrostingException">A task depends on a class that is no task, or, over others, on itself.</exception>
    public void Register()
    {
        foreach (var task in tasks)
        {
            Register(task);
        }

        new TaskGraph(engine.Tasks).RefuseCycles();
        RegisterLifetimes();
    }

    /// <summary>
    /// Lets each task of a run wait for the one before it: target after target, each after what it depends on. Left alone, Cake 7 runs what
    /// several targets need once too, but sorted by name.
    /// </summary>
    public void KeepOrder(IReadOnlyList<string> targets)
    {
        var graph = new TaskGraph(engine.Tasks);
        var order = graph.InOrder(targets);
        foreach (var (first, task) in order.Zip(order.Skip(1)))
        {
            // A name that no task has is told by the engine.
            if (!graph.DependsOn(task, first) && _builders.ContainsKey(first) && _builders.TryGetValue(task, out var builder))
            {
                builder.IsDependentOn(first);
            }
        }
    }

    private void RegisterLifetimes()
    {
        if (setup is not null)
        {
            engine.RegisterSetupAction(info => setup.Setup(context, info));
        }

        if (teardown is not null)
        {
            engine.RegisterTeardownAction(info => teardown.Teardown(context, info));
        }

        if (taskSetup is not null)
        {
            engine.RegisterTaskSetupAction(info => taskSetup.Setup(context, info));
        }

        if (taskTeardown is not null)
        {
            engine.RegisterTaskTeardownAction(info => taskTeardown.Teardown(context, info));
        }
    }

    private void Register(IFrostingTask task)
    {
        var type = task.GetType();
        var name = TaskType.NameOf(type);
        var needed = TaskType.ContextOf(type);
        if (!needed.IsInstanceOfType(context))
        {
            log.Warning("Task {0} is left out: it needs a {1}, and the context is a {2}.", name, needed.Name, context.GetType().Name);
            return;
        }

        var builder = engine.RegisterTask(name);
        AddAttributes(builder, type);
        AddBehaviour(builder, task, type);
        _builders.Add(name, builder);
    }

    private static void AddAttributes(CakeTaskBuilder builder, Type type)
    {
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
        {
            builder.Description(description.Description);
        }

        foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            builder.IsDependentOn(NameOf(dependency.Task, "dependency"));
        }

        foreach (var dependee in type.GetCustomAttributes<IsDependeeOfAttribute>())
        {
            builder.IsDependeeOf(NameOf(dependee.Task, "reverse dependency"));
        }

        if (type.IsDefined(typeof(ContinueOnErrorAttribute)))
        {
            builder.ContinueOnError();
        }
    }

    private static string NameOf(Type type, string role) => TaskType.IsTask(type)
        ? TaskType.NameOf(type)
        : throw new FrostingException($"The {role} '{type.Name}' is not a valid task.");

    private void AddBehaviour(CakeTaskBuilder builder, IFrostingTask task, Type type)
    {
        if (TaskType.Overrides(type, nameof(FrostingTask<>.Run)) || TaskType.Overrides(type, nameof(IFrostingTask.RunAsync)))
        {
            builder.Does(task.RunAsync);
        }

        if (TaskType.Overrides(type, nameof(IFrostingTask.ShouldRun)))
        {
            builder.WithCriteria(task.ShouldRun, task.SkippedMessage);
        }

        if (TaskType.Overrides(type, nameof(IFrostingTask.OnError)))
        {
            builder.OnError(exception => task.OnError(exception, context));
        }

        if (TaskType.Overrides(type, nameof(IFrostingTask.Finally)))
        {
            builder.Finally(() => task.Finally(context));
        }
    }
}

/// <summary>A task's name and dependencies, from the attributes of its class.</summary>
internal static class TaskType
{
    private static readonly Type[] Bases = [typeof(FrostingTask<>), typeof(AsyncFrostingTask<>)];

    /// <summary>Whether the class is a task.</summary>
    public static bool IsTask(Type type) => type.IsAssignableTo(typeof(IFrostingTask));

    /// <summary>The task's name.</summary>
    public static string NameOf(Type type) => type.GetCustomAttribute<TaskNameAttribute>()?.Name ?? type.Name;

    /// <summary>The context that the task needs.</summary>
    public static Type ContextOf(Type type) => BaseOf(type)?.GenericTypeArguments[0] ?? typeof(ICakeContext);

    /// <summary>Whether the task has a method of its own in the place of its base's, so that the engine needs to know of it.</summary>
    public static bool Overrides(Type type, string method) =>
        BaseOf(type) is not { } @base || type.GetMethods().Any(candidate => candidate.Name == method && candidate.DeclaringType != @base);

    private static Type? BaseOf(Type? type)
    {
        while (type is not null && !IsBase(type))
        {
            type = type.BaseType;
        }

        return type;
    }

    private static bool IsBase(Type type) => type.IsGenericType && Bases.Contains(type.GetGenericTypeDefinition());
}
