! romtools/predict_c.h for Fortran. Axes are in the other order here: a prediction is (...space, times, cases).
module romtools
  use, intrinsic :: iso_c_binding
  implicit none

  integer(c_int), parameter :: romtools_ok = 0
  integer, parameter :: romtools_max_axes = 32

  type, bind(c) :: romtools_query
    integer(c_size_t) :: cases = 1
    type(c_ptr) :: parameters = c_null_ptr
    type(c_ptr) :: initial = c_null_ptr
    type(c_ptr) :: times = c_null_ptr
    integer(c_size_t) :: time_count = 0
    type(c_ptr) :: points = c_null_ptr
    integer(c_size_t) :: point_count = 0
    type(c_ptr) :: signals = c_null_ptr
    integer(c_size_t) :: signal_times = 0
    integer(c_int) :: fit_initial = 0
    integer(c_int) :: uncorrected = 0
    integer(c_size_t) :: stages = 0
    integer(c_size_t) :: samples = 0
    integer(c_int64_t) :: seed = 0
  end type romtools_query

  interface
    function romtools_load(folder, processes, model) bind(c) result(status)
      import :: c_char, c_int, c_ptr
      character(kind=c_char), intent(in) :: folder(*), processes(*)
      type(c_ptr), intent(out) :: model
      integer(c_int) :: status
    end function romtools_load

    subroutine romtools_free(model) bind(c)
      import :: c_ptr
      type(c_ptr), value :: model
    end subroutine romtools_free

    function romtools_parameters(model) bind(c) result(count)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: model
      integer(c_size_t) :: count
    end function romtools_parameters

    function romtools_initial_shape(model, shape) bind(c) result(axes)
      import :: c_ptr, c_size_t
      type(c_ptr), value :: model
      integer(c_size_t), intent(out) :: shape(*)
      integer(c_size_t) :: axes
    end function romtools_initial_shape

    function romtools_shape(model, query, shape, axes) bind(c) result(status)
      import :: c_int, c_ptr, c_size_t, romtools_query
      type(c_ptr), value :: model
      type(romtools_query), intent(in) :: query
      integer(c_size_t), intent(out) :: shape(*), axes
      integer(c_int) :: status
    end function romtools_shape

    ! deviation: c_null_ptr, or c_loc of an array like values.
    function romtools_predict(model, query, values, deviation) bind(c) result(status)
      import :: c_double, c_int, c_ptr, romtools_query
      type(c_ptr), value :: model
      type(romtools_query), intent(in) :: query
      real(c_double), intent(out) :: values(*)
      type(c_ptr), value :: deviation
      integer(c_int) :: status
    end function romtools_predict

    function romtools_message_c() bind(c, name="romtools_message") result(text)
      import :: c_ptr
      type(c_ptr) :: text
    end function romtools_message_c
  end interface

contains

  function romtools_message() result(text)
    character(len=:), allocatable :: text
    character(kind=c_char), pointer :: characters(:)
    type(c_ptr) :: from
    integer :: length, i

    from = romtools_message_c()
    call c_f_pointer(from, characters, [huge(1)])
    length = 0
    do while (characters(length + 1) /= c_null_char)
      length = length + 1
    end do
    allocate (character(len=length) :: text)
    do i = 1, length
      text(i:i) = characters(i)
    end do
  end function romtools_message
end module romtools
