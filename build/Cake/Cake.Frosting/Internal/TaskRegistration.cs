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
    IFrostingLifetime? lifetime = null,
    IFrostingTaskLifetime? taskLifetime = null)
{
    /// <summary>Registers everything.</summary>
    /// <exception cref="CakeException">Two tasks have one name.</exception>
    /// <exception cref="FrostingException">A task depends on a class that is no task, or, over others, on itself.</exception>
    public void Register()
    {
        foreach (var task in tasks)
        {
            Register(task);
        }

        DependencyCycle.Refuse(engine.Tasks);
        if (lifetime is not null)
        {
            engine.RegisterSetupAction(info => lifetime.Setup(context, info));
            engine.RegisterTeardownAction(info => lifetime.Teardown(context, info));
        }

        if (taskLifetime is not null)
        {
            engine.RegisterTaskSetupAction(info => taskLifetime.Setup(context, info));
            engine.RegisterTaskTeardownAction(info => taskLifetime.Teardown(context, info));
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
    }

    private static void AddAttributes(CakeTaskBuilder builder, Type type)
    {
        if (type.GetCustomAttribute<TaskDescriptionAttribute>() is { } description)
        {
            builder.Description(description.Description);
        }

        foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>())
        {
            builder.IsDependentOn(TaskType.NameOf(dependency.Task));
        }

        foreach (var dependee in type.GetCustomAttributes<IsDependeeOfAttribute>())
        {
            builder.IsDependeeOf(TaskType.NameOf(dependee.Task));
        }

        if (type.IsDefined(typeof(ContinueOnErrorAttribute)))
        {
            builder.ContinueOnError();
        }
    }

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
